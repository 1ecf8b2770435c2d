"""Words by which mail programs mark what is not new: parts of regular expressions, in many languages."""

from __future__ import annotations

WROTE = (  # the verb of an attribution
    r"quoting|zitat von|citando a?|citazione \w+|citeren|selon"
    r"|wrote|writes|said|schrieb\w*|geschrieben|écrit|ecrit|escribió|escribio|ha scritto"
    r"|scritto|escreveu|geschreven|schreef|skrev|skrifaði|kirjoitti|napisał\w*|napisana przez|pisze"
    r"|napsal\w*|napisal\w*|napísal\w*|написа\w*|пишет|пише|yazdı|şunları yazdı|írta|ezt írta|a scris"
    r"|scris|έγραψε|viết|เขียน|כתב\w*|كتب|pisao"
    r"|napisao|rašė|rakstīja|kirjutas|كتب\w*|كتابة|يكتب|نوشت\w*|เขียน\w*|napisala|napísala"
    r"|написал\w*|написао|писал\w*|menulis|va escriure|लिखा"
)
WROTE_UNSPACED = r"写道|寫道|のメール|書きました|작성"
FROM = (  # labels of a header block
    r"from|von|de|da|van|från|fra|od|от|від|desde|lähettäjä|kimden|gönderen|feladó|de la|από"
    r"|发件人|寄件者|差出人|보낸 사람|expéditeur|remitente|mittente|afzender|odesílatel"
    r"|nadawca|отправитель|من|מאת|odosielateľ|відправник|šalje|pošiljatelj|pošiljatel|送信者"
    r"|寄件人|da parte di|saatja|nuo|từ|จาก|dari|فرستنده|प्रेषक|подател|шаље|frå|pengirim"
)
SUBJECT = (
    r"subject|betreff|onderwerp|objet|asunto|oggetto|assunto|ämne|emne|aihe|temat|tema"
    r"|předmět|predmet|tárgy|subiect|konu|тема|относно|предмет|наслов|θέμα|主题|主題|主旨"
    r"|件名|제목|الموضوع|נושא|zadeva|naslov|teema|temats|assumpte|chủ đề|เรื่อง|subjek"
    r"|perihal|موضوع|विषय|efni"
)
SENT = (
    r"sent|date|gesendet|datum|verzonden|envoyée?|enviad[oa]|fecha|inviato|data|skickat"
    r"|sendt|dato|lähetetty|päivämäärä|päiväys|wysłan[oey]|odesláno|dátum|odoslané|küldve"
    r"|elküldve|trimis|gönderildi|gönderme tarihi|tarih|отправлено|дата|надіслано|изпратено"
    r"|послато|στάλθηκε|ημερομηνία|发送时间|日期|寄件日期|傳送時間|送信日時|日時|보낸 날짜"
    r"|날짜|تم الإرسال|التاريخ|تاريخ|תאריך|נשלח|poslano|poslato|saadetud|kuupäev|išsiųsta"
    r"|nosūtīts|ngày|đã gửi|วันที่|ส่ง|tanggal|dikirim|تاریخ|दिनांक"
)
ORIGINAL = (  # between the hyphens of a separator
    r"original message|forwarded message|begin forwarded message|original appointment"
    r"|reply message|original email|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|message d.origine|message original|message transféré"
    r"|message transmis|mensaje original|mensaje reenviado|mensagem original"
    r"|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht"
    r"|doorgestuurd bericht|ursprungligt meddelande|opprinnelig melding"
    r"|oprindelig meddelelse|videresendt|wiadomość oryginalna|oryginalna wiadomość"
    r"|původní zpráva|исходное сообщение|пересылаемое сообщение|оригинальное сообщение"
    r"|mesaj original|orijinal mesaj|eredeti üzenet|alkuperäinen viesti|原始邮件|原始郵件"
    r"|转发的邮件|元のメッセージ|원본 메시지|الرسالة الأصلية|pôvodná správa"
    r"|izvorno sporočilo|izvorna poruka|originalna poruka|vidarebefordrat meddelande"
    r"|videresendt meddelelse|videresendt melding|välitetty viesti|edelleenlähetetty viesti"
    r"|přeposlaná zpráva|přeposlaný e-mail|preposlaná správa|továbbított üzenet"
    r"|továbbított levél|mesaj redirec[țt]ionat|posredovano sporočilo|proslijeđena poruka"
    r"|yönlendirilmiş ileti|yönlendirilen ileti|özgün ileti|αρχικό μήνυμα|προωθημένο μήνυμα"
    r"|προωθούμενο μήνυμα|転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일"
    r"|원본 메일|رسالة معاد توجيهها|رسالة أصلية|الرسالة المعاد توجيهها|ההודעה המקורית"
    r"|הודעה מקורית|הודעה שהועברה|missatge original|missatge reenviat|algne kiri"
    r"|edasisaadetud kiri|originalus laiškas|persiųstas laiškas|sākotnējais ziņojums"
    r"|tin nhắn gốc|thư gốc|thư đã chuyển tiếp|pesan asli|پیام اصلی|оригинално съобщение"
    r"|препратено съобщение|оригинална порука|прослеђена порука|оригінальне повідомлення"
    r"|вихідне повідомлення|переадресоване повідомлення|пересланное сообщение"
    r"|przekazana wiadomość|wiadomość przekazana|轉寄的郵件|轉寄郵件|回复的原邮件"
    r"|转发的原邮件|回覆的原郵件|original"
)
ABOVE_THIS_LINE = (  # a helpdesk's own line
    r"(?:reply|respond|answer|response) above this line(?: to (?:respond|reply|answer))?"
    r"|(?:antwort|réponse|respuesta|resposta|risposta|antwoord|svar\w*|odpowied\w*|odpověď)[^\n]{0,20}"
    r"(?:über dieser zeile|au-dessus de cette ligne|encima de esta línea|acima desta linha|sopra questa riga"
    r"|boven deze (?:regel|lijn)|ovanför (?:den här|denna) raden|over denne linj\w+"
    r"|nad tą linią|nad tento řádek)"
    r"(?: ein)?"
    r"|(?:antworten|antworte|antwort)\w* .{0,20}(?:über|oberhalb) dieser (?:zeile|linie)"
    r"|répond\w* au-dessus de cette ligne|respond\w* (?:encima|por encima) de esta línea"
    r"|respond\w* acima desta linha|rispond\w* sopra (?:questa riga|questa linea)"
    r"|(?:antwoord\w*|reageer) boven deze (?:lijn|regel)|ответ\w* (?:выше|над) этой (?:строки|строкой|линией)"
)
FORWARDED = (  # before a colon
    r"begin forwarded message|forwarded message|anfang der weitergeleiteten \w+"
    r"|weitergeleitete nachricht|début du message (?:réexpédié|transféré)|message transféré"
    r"|inicio del mensaje reenviado|mensaje reenviado|inizio messaggio inoltrato|messaggio inoltrato"
    r"|begin doorgestuurd bericht|doorgestuurd bericht|vidarebefordrat (?:brev|meddelande)"
    r"|videresendt (?:besked|melding|meddelelse)|start på videresendt \w+"
    r"|início da mensagem (?:encaminhada|reencaminhada)|mensagem encaminhada|välitetty viesti"
    r"|początek przekazywanej wiadomości|wiadomość przekazana|začátek přeposílané zprávy|přeposlaná zpráva"
    r"|začiatok preposlanej správy|továbbított (?:levél|üzenet)|mesaj redirec[țt]ionat"
    r"|начало переадресованного сообщения|пересылаемое сообщение|початок переадресованого повідомлення"
    r"|yönlendirilen ileti|iletilen mesaj|αρχή προωθημένου μηνύματος|転送されたメッセージ|下面是被转发的邮件"
    r"|以下為轉寄的郵件|전달된 메시지|תחילת ההודעה שהועברה|بداية الرسالة المُعاد توجيهها"
)
SENT_BY = (  # before a preposition and the name of a device
    r"sent|gesendet|diese nachricht wurde|envoy[ée]e?|enviad[oa]|enviat|inviato|verzonden"
    r"|verstuurd|sendt|skickat|wysłan[eoy]|odesláno|odoslané|poslano|poslato|trimis"
    r"|отправлено|отправил|надіслано|изпратено|послато|στάλθηκε|nosūtīts|išsiųsta|saadetud"
    r"|dikirim|được gửi|đã gửi|gửi|ส่ง"
)
SENT_BY_DEVICE = (  # before the name itself
    r"lähetetty|küldve|elküldve|saadetud|נשלח|أ?ُ?رسلت|أرسلت|تم الإرسال|ارسال|发自|從我的"
    r"|从我的|發自|나의|내|von meinem|von mobil|from my"
)
DEVICE_SENT = (  # after it
    r"gesendet|gönderildi|送信|送信されました|보냄|보냈습니다|发送|發送|傳送|傳送的"
)
BY = (  # prepositions
    r"from|via|with|using|mit|von|vom|aus|depuis|du|de|à partir de|desde|do|da|dal|dalla"
    r"|vanaf|met|fra|från|z|ze|zo|s|sa|iz|pe|no|iš|des|dari|từ|с|из|від|з|от|са|από|จาก"
    r"|gesendet"
)
DEVICE = (
    r"i(?:phon\w*|pad|os|pod)|айфон\w*|android|mobil\w*|handy|outlook|windows|samsung|galaxy"
    r"|huawei|xiaomi|redmi|pixel|blackberry|nokia|mail\w*|airmail|yahoo|gmail|proton|gmx"
    r"|web\.de|aol|orange|smartphone|telefon\w*|phone|телефон\w*|τηλέφωνο|tablet"
)
