"""The words of Nordhang's customers, mood by mood."""

from __future__ import annotations

from kundig.samples.voices import Bank

GLAD, SO_SO, CROSS, LATE, BRANCH, WISH_DEAR, WISH_FAMILY, WISH_ANY = range(8)

_HELLO = ("", "", "", "", "Kurz und ehrlich:", "Wie immer:", "Nach der Tour kann ich sagen:")

ANSWERS = {
    GLAD: Bank(
        (*_HELLO, "Ganz herzlichen Dank!", "Gern wieder.", "Mein Mann sagt es auch:"),
        (
            "Die Beratung war ruhig, ehrlich und ohne Druck.",
            "Man hat mir {x} empfohlen, obwohl es ein teureres Modell gab.",
            "Ich habe {x} jetzt drei Wochen im Einsatz und bin begeistert.",
            "Die Verkäuferin wusste wirklich, wovon sie spricht.",
            "Alles kam einen Tag früher als zugesagt.",
            "Mit Geduld wurde für unsere Tochter die richtige Größe gesucht.",
            "Ich durfte {x} zwei Tage zur Probe mitnehmen.",
            "Reklamation ohne Diskussion, Ersatz lag am nächsten Tag bereit.",
            "Für die Alpenüberquerung habe ich {x} hier gekauft und nichts bereut.",
            "Endlich ein Laden, der auch mal vom Kauf abrät.",
            "Die Werkstatt hat {x} repariert, statt etwas Neues zu verkaufen.",
            "Bestellung, Lieferung, Rückfrage: alles ging leicht.",
            "Die Kinder durften klettern, während wir in Ruhe ausgesucht haben.",
            "Gute Auswahl auch für kleine Geldbeutel.",
            "Ihr habt {x} sogar in der Sondergröße besorgt.",
            "Sehr freundlich am Telefon; der Rückruf kam wie versprochen.",
            "Der Tipp mit der zweiten Einlegesohle war Gold wert.",
            "Preis fair, Qualität hält seit Jahren.",
        ),
        ("", "", "", "Weiter so!", "Komme wieder.", "Schon weitererzählt.", "Danke ans Team.",
         "Nur Parkplätze fehlen.", ":-)", "Grüße aus dem Tal."),
        ("Very friendly staff, spoke English with us.", "Great advice, boots fit perfectly.",
         "Fast delivery and honest advice, thank you!"),
    ),
    SO_SO: Bank(
        (*_HELLO, "Eigentlich zufrieden, aber:", "Na ja."),
        (
            "Die Auswahl ist gut, aber meine Größe war wieder nicht da.",
            "Habe {x} gekauft, passt soweit.",
            "Am Samstag musste ich zwanzig Minuten auf Beratung warten.",
            "Der Preis für {x} ist am oberen Rand.",
            "Online stand etwas anderes als im Laden.",
            "Die Umkleiden sind eng, sonst in Ordnung.",
            "Für Familien dürfte es mehr Angebote geben.",
            "Ich habe {x} umgetauscht, das ging, dauerte aber.",
            "Die Rechnung kam erst nach Nachfrage.",
            "Beratung nett, aber wer {x} sucht, muss lange fragen.",
            "Die Größentabelle im Netz hilft nicht weiter.",
            "Warum gibt es die Kundenkarte nicht auf dem Handy?",
        ),
        ("", "", "", "Mal sehen.", "Sonst ok.", "Schade eigentlich.", "Beim nächsten Mal besser."),
        ("It was okay, a bit expensive.", "Nice shop but my size was out of stock."),
    ),
    CROSS: Bank(
        (*_HELLO, "Leider.", "Ich bin enttäuscht.", "Als langjährige Kundin sage ich:"),
        (
            "Ich musste {x} nach vier Wochen mit offener Naht zurückbringen.",
            "Auf meine E-Mail habe ich bis heute keine Antwort.",
            "Dreimal angerufen, dreimal in der Warteschleife.",
            "Ich wollte {x} zurückgeben und wurde behandelt wie ein Bittsteller.",
            "Die Erstattung lässt seit drei Wochen auf sich warten.",
            "Die Beratung war keine: ein Blick aufs Handy, ein Achselzucken.",
            "Falsches Modell im Paket, und das Zurückschicken soll ich bezahlen.",
            "Im Netz als verfügbar angezeigt, im Laden dann nicht da.",
            "Habe {x} zweimal umtauschen müssen.",
            "Für den Preis erwarte ich mehr als einen Karton ohne Anleitung.",
        ),
        ("", "", "", "Nie wieder.", "So verliert man Kunden.", "Das können Sie besser.",
         "Ich warte auf Antwort.", "Schade."),
        ("Nobody answered my e-mail.", "Wrong item in the box, very disappointed."),
    ),
    LATE: Bank(
        (*_HELLO, "Leider.", "Zum Ärgern:", "Schade, denn die Ware ist gut."),
        (
            "Die Lieferung kam vier Tage später als zugesagt, ohne ein Wort.",
            "Ich habe {x} für den Urlaub bestellt, angekommen ist das Paket danach.",
            "Zugesagt war Donnerstag, gekommen ist es am Dienstag.",
            "Wir saßen am Wochenende ohne {x} da, weil das Paket nicht kam.",
            "Die Sendungsverfolgung stand tagelang still.",
            "Niemand konnte mir sagen, wann {x} wirklich kommt.",
            "Wenn der Termin nicht zu halten ist, sagen Sie es bitte vorher!",
            "Geburtstag vorbei, Geschenk noch unterwegs.",
            "Zwei Tage freigenommen und dann kam kein Paket.",
            "Wegen der Verspätung habe ich {x} woanders gekauft.",
        ),
        ("", "", "", "Das war das letzte Mal online.", "Bitte nur versprechen, was geht.",
         "Sonst wäre ich zufrieden.", "Sehr ärgerlich!", "Auf Nachfrage: Schweigen."),
        ("Delivery was five days late and nobody told me.", "Arrived after our trip."),
    ),
    BRANCH: Bank(
        (*_HELLO, "Filiale West:", "Leider."),
        (
            "In der Filiale ist nie jemand frei, und man wird nicht einmal gegrüßt.",
            "Ich habe {x} gesucht und keiner wusste, ob es noch welche gibt.",
            "Zwei Kassen, eine offen, zwölf Leute in der Schlange.",
            "Mein Umtausch wurde von Tisch zu Tisch gereicht.",
            "Die abgeholte Bestellung war nicht auffindbar; eine halbe Stunde Suche.",
            "Früher war die Beratung hier besser, jetzt wechselt ständig das Team.",
            "Für {x} wurde mir ein Rückruf zugesagt, der nie kam.",
        ),
        ("", "", "", "In Mitte klappt das doch auch.", "Schade um den Laden.", "Bitte mehr Leute."),
    ),
    WISH_DEAR: Bank(
        ("", "", "Ein Wunsch:"),
        ("Mehr Leihausrüstung für Skitouren.", "Einen Abend mit Leuten, die die Route kennen.",
         "Imprägnieren und Reparieren als Abo.", "Größere Auswahl bei leichten Zelten.",
         "Testtage am Berg statt Prospekte.", "Bitte {x} auch in schmalen Damenmodellen.",
         "Ersatzteile für {x} auch nach fünf Jahren."),
        ("", "", "Danke."),
    ),
    WISH_FAMILY: Bank(
        ("", "", "Ein Wunsch:"),
        ("Eine Tauschbörse für Kinderschuhe, die nach einem Winter zu klein sind.",
         "Jacken, die mitwachsen, gern mit Knöpfen am Ärmel.", "Robuste Hosen unter 30 Euro.",
         "Familienpreise für Zelt und Schlafsäcke zusammen.", "Eine Wickelecke in der Filiale.",
         "Kinderski leihen statt kaufen.", "Bitte {x} auch in kleinen Größen."),
        ("", "", "Danke."),
    ),
    WISH_ANY: Bank(
        ("", "", "Ein Wunsch:"),
        ("Mehr Parkplätze.", "Ehrliche Liefertermine.", "Längere Öffnungszeiten am Freitag.",
         "Die Kundenkarte auf dem Telefon.", "Weniger Werbepost.", "Ein Rückruf statt Warteschleife.",
         "Beständige Ansprechpartner in der Filiale."),
        ("", "", "Danke."),
    ),
}  # fmt: skip
CAUSES = (
    "Lieferung zu spät",
    "Ware mangelhaft",
    "Falscher Artikel",
    "Erstattung fehlt",
    "Beratung",
)
STEPS = ("Lieferung", "Einkauf", "Kommissionierung", "Rückzahlung", "Verkauf")
MATTERS = {
    0: ANSWERS[LATE],
    1: Bank(
        ("", "Guten Tag,", "Sehr geehrte Damen und Herren,"),
        ("ich habe {x} erst wenige Wochen, schon löst sich die Naht.", "die Sohle ist gebrochen, siehe Fotos.",
         "der Reißverschluss klemmt seit dem ersten Tag.", "{x} habe ich undicht bekommen."),
        ("", "Bitte um Ersatz.", "Was schlagen Sie vor?", "Die Rechnung liegt bei."),
    ),
    2: Bank(
        ("", "Guten Tag,", "Hallo,"),
        ("bestellt hatte ich {x}, im Paket lag etwas anderes.",
         "statt Größe 42 kam Größe 39; bestellt war 42.", "im Karton fehlte ein Artikel."),
        ("", "Wie geht es weiter?", "Wir fahren am Samstag los!", "Bitte rasch tauschen."),
    ),
    3: Bank(
        ("", "Guten Tag,", "Hallo,"),
        ("ich habe {x} vor drei Wochen zurückgeschickt und warte auf mein Geld.",
         "die Gutschrift stimmt nicht mit dem Kaufpreis überein.",
         "auf zwei Mails zur Erstattung kam nichts."),
        ("", "Bitte überweisen.", "Wann kommt es?", "Danke."),
    ),
    4: ANSWERS[BRANCH],
}  # fmt: skip
