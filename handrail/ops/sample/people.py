"""Who works at Lamp and who writes to it. All addresses are at names reserved for examples (RFC 2606)."""

from handrail.ops.sample.story import Colleague, Person, Post

MAILBOXES = (
    Post("support", "Lamp support", "support@lamp.example", "en", "Europe/Ljubljana"),
    Post("billing", "Lamp billing", "billing@lamp.example", "en", "Europe/Ljubljana"),
)

COLLEAGUES = (
    Colleague("ada", "Ada", "ada@lamp.example", "agent", "en", "Europe/Ljubljana"),
    Colleague("ben", "Ben", "ben@lamp.example", "agent", "en", "Europe/London"),
    Colleague("cleo", "Cleo", "cleo@lamp.example", "lead", "en", "Europe/Paris"),
    Colleague("olga", "Olga", "olga@lamp.example", "owner", "en", "Europe/Ljubljana"),
    Colleague("levi", "Levi", "levi@lamp.example", "light", "en", "Europe/Ljubljana"),
    Colleague("nora", "Nora", "nora@northwind-care.example", "guest", "en", "Europe/Lisbon"),
)

CUSTOMERS = (
    Person("dora", "Dora", "dora@nordlicht.example", "Nordlicht Studio", "ro", "Europe/Bucharest"),
    Person("ana", "Ana Vasile", "ana@casa-verde.example", "Casa Verde", "ro", "Europe/Bucharest"),
    Person("elena", "Elena Marin", "elena@casa-verde.example", "Casa Verde", "ro", "Europe/Bucharest"),
    Person("radu", "Radu Ionescu", "radu@coltul.example", "Librăria Colțul", "ro", "Europe/Chisinau"),
    Person("emil", "Emil", "emil@atelier-brume.example", "Atelier Brume", "fr", "Europe/Paris"),
    Person("lucie", "Lucie Fabre", "lucie@cafe-lumiere.example", "Café Lumière", "fr", "Europe/Paris"),
    Person(
        "bart", "Bart De Smet", "bart@galerie-ostende.example", "Galerie Ostende", "fr", "Europe/Brussels"
    ),
    Person("aminata", "Aminata Diallo", "aminata@teranga.example", "Teranga Tissus", "fr", "Africa/Dakar"),
    Person("maude", "Maude Tremblay", "maude@boreal-photo.example", "Boréal Photo", "fr", "America/Toronto"),
    Person("mojca", "Mojca Hribar", "mojca@svetilka.example", "Studio Svetilka", "sl", "Europe/Ljubljana"),
    Person("matej", "Matej Zupan", "racuni@svetilka.example", "Studio Svetilka", "sl", "Europe/Ljubljana"),
    Person("gregor", "Gregor Pirc", "gregor@pirc.example", "Čebelarstvo Pirc", "sl", "Europe/Ljubljana"),
    Person("tina", "Tina Kos", "tina.kos@example.org", "", "sl", "Europe/Vienna"),
    Person("vera", "Вера Соколова", "vera@mayak.example", "Лавка «Маяк»", "ru", "Asia/Almaty"),
    Person("anton", "Антон Белов", "anton@bereg.example", "Мастерская «Берег»", "ru", "Europe/Riga"),
    Person("svetlana", "Светлана Ким", "s.kim@example.net", "", "ru", "Asia/Tashkent"),
    Person("noor", "نور الهاشمي", "noor@alnoor.example", "متجر النور", "ar", "Asia/Amman"),
    Person("yusuf", "يوسف منصور", "yusuf@qamra.example", "استوديو قمرة", "ar", "Africa/Cairo"),
    Person("salma", "سلمى بنعلي", "salma@example.com", "", "ar", "Africa/Casablanca"),
    Person("haruka", "佐藤 遥", "haruka@todai-shoten.example", "灯台商店", "ja", "Asia/Tokyo"),
    Person("kenji", "森田 健二", "kenji@todai-shoten.example", "灯台商店", "ja", "Asia/Tokyo"),
    Person("aoi", "高橋 葵", "aoi@aoi-design.example", "葵デザイン事務所", "ja", "Asia/Tokyo"),
    Person("greta", "Greta Sommer", "greta@sonnhalde.example", "Weingut Sonnhalde", "de", "Europe/Berlin"),
    Person("jonas", "Jonas Keller", "jonas@kellerholz.example", "Keller Holz", "de", "Europe/Zurich"),
    Person("nell", "Nell Okafor", "nell@harbourbooks.example", "Harbour Books", "en", "Europe/London"),
    Person("marcus", "Marcus Webb", "marcus@kestrel.example", "Kestrel Digital", "en", "America/Chicago"),
    Person("priya", "Priya Raman", "priya@kestrel.example", "Kestrel Digital", "en", "America/Chicago"),
    Person(
        "joan", "Joan Whitlock", "joan@brightwater.example", "Brightwater Ceramics", "en", "America/New_York"
    ),
    Person("tomasz", "Tomasz Lis", "tomasz@lisfoto.example", "Lis Foto", "en", "Europe/Warsaw"),
    Person(
        "grace", "Grace Wanjiru", "grace@savannahprints.example", "Savannah Prints", "en", "Africa/Nairobi"
    ),
    Person("mei", "Mei Tan", "mei@orchidlane.example", "Orchid Lane", "en", "Asia/Singapore"),
    Person("henrik", "Henrik Dahl", "henrik@fjordlys.example", "Fjordlys", "en", "Europe/Oslo"),
    Person("isla", "Isla Munro", "isla@peatandpine.example", "Peat & Pine", "en", "Pacific/Auckland"),
    Person("ruth", "Ruth Adeyemi", "ruth@northgate.example", "Northgate Museum", "en", "Europe/London"),
    Person("samir", "Samir Haddad", "samir@example.org", "", "en", "Asia/Beirut"),
    Person("liam", "Liam O'Connor", "pixelherder@example.net", "", "en", "Europe/Dublin"),
    Person("diego", "Diego Ferrer", "diego@example.com", "", "en", "America/Argentina/Buenos_Aires"),
)

SHARING = "Kestrel Digital"  # its customers see each other's requests in the portal
PORTAL_GUEST = "marcus@kestrel.example"
