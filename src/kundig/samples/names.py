"""Name lists: what people in a German region are called, the most frequent first."""

from __future__ import annotations

from kundig.samples.cells import Strings, strings

#: German, Turkish, Polish, Russian and Ukrainian, Italian and Spanish, Arabic, South Slavic, Asian.
SHARES = (0.74, 0.07, 0.055, 0.04, 0.03, 0.025, 0.025, 0.015)


def _list(text: str) -> Strings:
    return strings(text.split())


FIRST_WOMEN = (
    _list(
        "Anna Sabine Petra Julia Sandra Katharina Claudia Susanne Nicole Christina Lena Martina "
        "Andrea Stefanie Monika Birgit Sarah Laura Heike Angelika Karin Lisa Melanie Kerstin "
        "Johanna Ulrike Gabriele Anja Eva Marie Franziska Theresa Barbara Nadine Silke Antje Ines "
        "Hannah Miriam Cornelia Ruth Elke Jana Carolin Ingrid Renate Luise Dörte Käthe Gesa Wiebke "
        "Rosemarie Veronika Leonie Pia Charlotte Frieda Svenja Ann-Kathrin Marlene Ute Gisela"
    ),
    _list("Ayşe Fatma Elif Zeynep Emine Derya Özlem Gül Selin Büşra Esra Meryem Sevgi Nuray Şule"),
    _list("Katarzyna Agnieszka Joanna Małgorzata Ewa Magdalena Beata Zofia Aleksandra Krystyna"),
    _list("Olga Natalia Irina Tetjana Oksana Svetlana Kateryna Ljudmila Alina Yuliia Anastasia"),
    _list("Giulia Francesca Chiara Lucía Carmen Elena Sofía Paola Valentina Inés"),
    _list("Layla Nour Rania Amira Samira Hanan Yasmin Dima Fatima Salma"),
    _list("Ana Jelena Marija Ivana Mirela Dragana Vesna Lejla Sanja Amela"),
    _list("Linh Mai Thu Hương Priya Mei Yuki Anjali Thảo Jia"),
)
FIRST_MEN = (
    _list(
        "Thomas Michael Andreas Stefan Christian Markus Peter Jan Martin Daniel Florian Matthias "
        "Alexander Tobias Frank Sebastian Jürgen Klaus Wolfgang Bernd Uwe Ralf Jens Sven Philipp "
        "Felix Jonas Lukas Dirk Torsten Rainer Holger Oliver Werner Helmut Dieter Manfred Georg "
        "Simon Maximilian Paul Moritz Benjamin Hannes Gerhard Günter Jörg Björn Henning Ole Malte "
        "Johann Karl-Heinz Anton Ludwig Veit Konrad Emil Jakob Niklas Fabian Timo Rüdiger"
    ),
    _list("Mehmet Mustafa Ahmet Ali Emre Murat Hüseyin Kemal Can Burak Yusuf Serkan Oğuz Deniz"),
    _list("Piotr Krzysztof Andrzej Tomasz Paweł Marcin Michał Łukasz Jacek Wojciech"),
    _list("Sergej Dmitri Oleksandr Andrij Viktor Igor Mykola Alexej Wladimir Artem Roman"),
    _list("Marco Giuseppe Antonio Luca Salvatore Carlos Javier Miguel Alessandro Matteo"),
    _list("Omar Khaled Ahmad Yousef Mahmoud Karim Tarek Bilal Samir Hassan"),
    _list("Dragan Zoran Milan Ivan Nikola Goran Admir Damir Marko Stjepan"),
    _list("Minh Tuấn Hùng Raj Arjun Wei Kenji Duc Sanjay Long"),
)
LAST_TABLE = (
    _list(
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer "
        "Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann "
        "Lange Schmitt Werner Krause Meier Lehmann Köhler Maier Schulze König Walter Huber Mayer "
        "Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller "
        "Günther Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig "
        "Böhm Winter Kraus Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich "
        "Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann "
        "Thomas Voigt Sauer Arnold Wolff Pfeiffer Hintermoser Brückner Oßwald Däubler Grünwald "
        "Ströbele Käfer Dörfler Wüst Gößling Lindqvist Rebstock Auerhammer Kirchgäßner Süßmilch "
        "Schmidt-Rohde Meyer-Lüders Thiele Rühl Hübscher Zöllner Nöth Traut Kaltenbach Fährmann"
    ),
    _list(
        "Yılmaz Kaya Demir Çelik Şahin Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan "
        "Koç Kurt Şimşek Polat Korkmaz Güneş Erdoğdu Karataş Aksoy Taş Ünal"
    ),
    _list(
        "Kowalski Nowicki Wiśniewski Wójcik Kamiński Lewandowicz Zieliński Szymański Woźniak "
        "Dąbrowski Kozłowski Jankowski Mazur Krawczyk Pawlak Adamczyk Wróbel Sikora"
    ),
    _list("Ivanenko Petrow Schewtschenko Bondarenko Melnyk Kowalenko Kusmin Tkachenko Sokolow"),
    _list("Rossi Russo Ferrari Esposito Romano Ricci García Fernández Moreno Marino Greco"),
    _list("Haddad Khalil Mansour Nasser Saleh Darwish Hamdan Aziz Najjar Barakat Othman"),
    _list("Horvat Kovačević Jovanović Petrović Marković Novak Babić Hadžić Begić Knežević"),
    _list("Nguyen Tran Pham Hoang Patel Sharma Chen Wang Tanaka Le Vu"),
)
TOWN_HEADS = (
    *("Hinter", "Ober", "Nieder", "Alten", "Neu", "Wiesen", "Erlen", "Buchen", "Hasel", "Birken"),
    *("Stein", "Mühl", "Kirch", "Grün", "Rehen", "Ammer", "Lauter", "Königs", "Roten", "Schön"),
)
TOWN_TAILS = (
    *("bachtal", "rodingen", "grundau", "feldheim", "walden", "moosen", "kogel", "aubrück"),
    *("lohe", "hangen", "zellingen", "furthof"),
)
STREET_HEADS = (
    *("Linden", "Bahnhof", "Garten", "Schul", "Berg", "Wald", "Mühlen", "Kirch", "Wiesen", "Ring"),
    *("Ahorn", "Birken", "Quellen", "Hang", "Sonnen", "Amsel", "Finken", "Schlehen", "Ufer"),
    *("Steinbruch", "Ziegelei", "Forsthaus", "Feld", "Rosen", "Weiher"),
)
STREET_TAILS = ("straße", "weg", "gasse", "allee", "steig")
CLUBS = (
    *("Wanderverein", "Grundschule", "Kletterhalle", "Jugendhaus", "Bergwacht", "Waldkindergarten"),
    *("Skiclub", "Pfadfinder", "Ingenieurbüro", "Forstbetrieb", "Realschule", "Naturfreunde"),
)
