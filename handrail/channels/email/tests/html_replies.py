"""Replies as mail programs write them in HTML, each answering the same mail with the same words.

Every body says NEW above (or ABOVE below) what it quotes; every word of what is quoted holds "quoted".
"""

# ruff: noqa: E501  the mails stand as programs write them
from __future__ import annotations

NEW = "It works now, thank you!"
_OLD = "<p>Please empty the cache (quoted).</p><p>Ada (quoted)</p>"
_DATED = (
    "On Mon, 2 Jun 2025 at 10:00, Ada quoted &lt;<a href='mailto:ada@lamp.example'>ada@lamp.example</a>&gt;"
)

REPLIES = {
    "gmail": f"""<div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container">
<div dir="ltr" class="gmail_attr">{_DATED} wrote:<br></div><blockquote class="gmail_quote"
 style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{_OLD}</blockquote></div>""",
    "gmail in a language not known": f"""<div dir="ltr">{NEW}</div><div class="gmail_quote"><div class="gmail_attr">
Ar 2 Meh 2025 scríobh Ada quoted:<br></div><blockquote class="gmail_quote">{_OLD}</blockquote></div>""",
    "gmail on a phone": f"""<p dir="ltr">{NEW}</p><div class="gmail_quote">{_DATED} wrote:<br type="attribution">
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{_OLD}</blockquote></div>""",
    "outlook for windows": f"""<html><body lang=EN-US><div class=WordSection1><p class=MsoNormal>{NEW}<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm
0cm 0cm'><p class=MsoNormal><b>From:</b> Ada quoted &lt;ada@lamp.example&gt; <br><b>Sent:</b> Monday, 2 June 2025 10:00
<br><b>To:</b> Dora quoted<br><b>Subject:</b> Lamp quoted<o:p></o:p></p></div></div>{_OLD}</div></body></html>""",
    "outlook in german": f"""<div class=WordSection1><p class=MsoNormal>{NEW}</p><div style='border:none;border-top:
solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> Ada quoted<br><b>Gesendet:</b> Montag, 2. Juni 2025<br><b>An:</b>
Dora quoted<br><b>Betreff:</b> Lampe quoted</p></div>{_OLD}</div>""",
    "outlook on the web": f"""<div class="elementToProof" style="font-family:Aptos">{NEW}</div>
<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Lähettäjä:</b> Ada quoted<br><b>Lähetetty:</b> ma<br>
<b>Aihe:</b> Lamppu quoted</font><div>&nbsp;</div></div><div>{_OLD}</div>""",
    "outlook on the web, in a language not known": f"""<div>{NEW}</div><hr tabindex="-1">
<div id="x_divRplyFwdMsg"><b>Ô:</b> Ada quoted<br><b>Ti:</b> x</div><div>{_OLD}</div>""",
    "outlook for mac": f"""<div><p class="MsoNormal">{NEW}</p><p class="MsoNormal">&nbsp;</p>
<div style="border:none;border-top:solid #B5C4DF 1.0pt"><p class="MsoNormal" style="margin-bottom:12.0pt"><b><span
 style="color:black">From: </span></b><span>Ada quoted &lt;ada@lamp.example&gt;<br><b>Date: </b>Monday<br><b>To: </b>Dora
 quoted<br><b>Subject: </b>Lamp quoted</span></p></div><div>{_OLD}</div></div>""",
    "outlook on a phone": f"""<div dir="auto">{NEW}</div><div id="ms-outlook-mobile-body-separator-line"><br></div>
<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr
 style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Ada quoted<br></div>{_OLD}""",
    "hotmail": f"""<body class='hmmessage'><div dir='ltr'>{NEW}<br><div><hr id="stopSpelling">Date: Mon, 2 Jun 2025
10:00:00 +0200<br>From: ada@lamp.example<br>To: dora@quoted.example<br>Subject: Lamp quoted<br>{_OLD}</div></div></body>""",
    "yahoo": f"""<div class="ydp1a2b3cyahoo-style-wrap"><div dir="ltr">{NEW}</div><div><br></div></div>
<div id="ydp77aayahoo_quoted_1234567890" class="ydp77aayahoo_quoted"><div>On Monday, June 2, 2025 at 10:00:00 AM, Ada
 quoted &lt;ada@lamp.example&gt; wrote:</div><div><br></div><div>{_OLD}</div></div>""",
    "yahoo on a phone": f"""{NEW}<br><br><a href="https://mail.onelink.me/1">Sent from Yahoo Mail on Android</a><br><br>
<blockquote style="margin:0 0 20px 0;"><div style="color:#6D00F6;"><div>On Mon, Jun 2, 2025 at 10:00, Ada quoted</div>
<div>&lt;ada@lamp.example&gt; wrote:</div></div><div style="border-left:1px solid #6D00F6">{_OLD}</div></blockquote>""",
    "apple mail": f"""<html><head></head><body style="word-wrap:break-word">{NEW}<br><div><br><blockquote type="cite">
<div>On 2 Jun 2025, at 10:00, Ada quoted &lt;ada@lamp.example&gt; wrote:</div><br class="Apple-interchange-newline">
<div>{_OLD}</div></blockquote></div><br></body></html>""",
    "iphone": f"""<html><body dir="auto">{NEW}<br><br><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br>
<blockquote type="cite">Am 02.06.2025 um 10:00 schrieb Ada quoted &lt;ada@lamp.example&gt;:<br><br></blockquote></div>
<blockquote type="cite"><div dir="ltr">{_OLD}</div></blockquote></body></html>""",
    "thunderbird": f"""<html><body><p>{NEW}</p><div class="moz-cite-prefix">Am 02.06.2025 um 10:00 schrieb Ada
 quoted:<br></div><blockquote type="cite" cite="mid:1@lamp.example">{_OLD}</blockquote></body></html>""",
    "thunderbird with its signature below": f"""<p>{NEW}</p><div class="moz-cite-prefix">On 6/2/25 10:00, Ada quoted
 wrote:<br></div><blockquote type="cite" cite="mid:1@lamp.example">{_OLD}</blockquote>
<pre class="moz-signature" cols="72">-- \nDora</pre>""",
    "thunderbird, answer below": f"""<div class="moz-cite-prefix">On 6/2/25 10:00, Ada quoted wrote:<br></div>
<blockquote type="cite" cite="mid:1@lamp.example">{_OLD}</blockquote><p>{NEW}</p>""",
    "mail.ru": f"""<HTML><BODY><div>{NEW}</div><div>&nbsp;</div><blockquote style="border-left:1px solid #0857A6;
 margin:10px; padding:0 0 0 10px;">Понедельник, 2 июня 2025, 10:00 +03:00 от Ada quoted &lt;ada@lamp.example&gt;:<br>
<div>{_OLD}</div></blockquote></BODY></HTML>""",
    "yandex": f"""<div>{NEW}</div><div>&nbsp;</div><div>02.06.2025, 10:00, "Ada quoted" &lt;ada@lamp.example&gt;:</div>
<blockquote>{_OLD}</blockquote>""",
    "proton": f"""<div style="font-family:Arial">{NEW}</div><div class="protonmail_signature_block
 protonmail_signature_block-empty"></div><div class="protonmail_quote">On Monday, June 2nd, 2025 at 10:00, Ada quoted
 &lt;ada@lamp.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">{_OLD}</blockquote></div>""",
    "zoho": f"""<div>{NEW}</div><div class="zmail_extra_hr" style="border-top:1px solid rgb(204,204,204)"><br></div>
<div class="zmail_extra" data-zbluepencil-ignore="true"><div><br></div><div id="Zm-_Id_-Sgn1">---- On Mon, 02 Jun 2025
 10:00:00 +0200 <b>Ada quoted</b> wrote ----</div><blockquote id="blockquote_zmail">{_OLD}</blockquote></div>""",
    "gmx and web.de": f"""<div style="font-family:Verdana">{NEW}<div><br><div name="quote" style="margin:10px 5px 5px
 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b> Montag, 02. Juni 2025 um 10:00
 Uhr<br><b>Von:</b> "Ada quoted" &lt;ada@lamp.example&gt;<br><b>An:</b> dora@quoted.example<br><b>Betreff:</b>
 Lampe quoted</div><div name="quoted-content">{_OLD}</div></div></div></div>""",
    "aol": f"""<div>{NEW}</div><div><br></div><div>-----Original Message-----<br>From: Ada quoted
 &lt;ada@lamp.example&gt;<br>To: dora@quoted.example<br>Sent: Mon, Jun 2, 2025 10:00 am<br>Subject: Lamp quoted<br></div>
<div>{_OLD}</div>""",
    "samsung": f"""<body><div>{NEW}</div><div><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">
Sent from my Galaxy</div></div><div><br></div><div style="font-size:100%" dir="auto"><div>-------- Original message
 --------</div><div>From: Ada quoted &lt;ada@lamp.example&gt; </div><div>Date: 6/2/25 10:00 AM (GMT+01:00) </div>
<div>To: dora@quoted.example </div><div>Subject: Lamp quoted </div></div>{_OLD}</body>""",
    "lotus notes": f"""<font size=2 face="sans-serif">{NEW}</font><br><br><table><tr><td>Von:</td><td>Ada quoted</td></tr>
<tr><td>An:</td><td>dora@quoted.example</td></tr><tr><td>Datum:</td><td>02.06.2025 10:00</td></tr><tr><td>Betreff:</td>
<td>Lampe quoted</td></tr></table><hr noshade>{_OLD}""",
    "lotus notes on the web": f"""<div>{NEW}</div><font color="#990099">-----Ada quoted/Lamp wrote: -----</font>
<blockquote style="border-left:2px solid #000">To: dora@quoted.example<br>From: Ada quoted<br>Date: 02.06.2025
<br>Subject: Lamp quoted<br>{_OLD}</blockquote>""",
    "zimbra": f"""<div>{NEW}</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Ada
 quoted" &lt;ada@lamp.example&gt;<br><b>To: </b>"Dora quoted"<br><b>Sent: </b>Monday<br><b>Subject: </b>Lamp quoted<br>
</div><div>{_OLD}</div>""",
    "roundcube": f"""<p>{NEW}</p><p id="reply-intro">On 2025-06-02 10:00, Ada quoted wrote:</p><blockquote type="cite"
 style="padding:0 0.4em">{_OLD}</blockquote>""",
    "spark": f"""<div name="messageBodySection"><div dir="auto">{NEW}</div></div><div name="messageReplySection">On 2 Jun
 2025, 10:00 +0200, Ada quoted &lt;ada@lamp.example&gt;, wrote:<br><blockquote type="cite">{_OLD}</blockquote></div>""",
    "qq": f"""<div>{NEW}</div><div><br></div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;
------------------</div><div><b>发件人:</b> Ada quoted<br><b>发送时间:</b> 2025年6月2日<br></div>{_OLD}""",
    "a bare quotation": f"""<p>{NEW}</p><blockquote type="cite">{_OLD}</blockquote>""",
    "plain text in pre": f"""<pre>{NEW}

On 2 Jun 2025 at 10:00, Ada quoted &lt;ada@lamp.example&gt; wrote:
&gt; Please empty the cache (quoted).
&gt; Ada (quoted)
</pre>""",
}
