"""Conversations in Arabic: the right-to-left side of the house."""

from handrail.ops.sample.story import Story, assigned, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "noor-licence-move", "support", "تعذّر تفعيل الترخيص بعد نقل الموقع", "ar", "noor", 0, "07:40",
        tags=("licence",),
        entries=(
            wrote("noor", "", """
                السلام عليكم،

                نقلنا المتجر إلى نطاق جديد ولم يعد المفتاح يعمل. تظهر لنا هذه الرسالة:

                ```
                Lamp Pro: licence is active on another site (error 409)
                ```

                النطاق القديم أُغلق بالفعل، فلا نستطيع الدخول إليه لإلغاء التفعيل. ما العمل؟

                نور الهاشمي، متجر النور
                """),
            took("ada", "30m"),
            noted("ada", "6m", """
                Old domain is gone, so she can't release it herself. I'll release it from our side. @Cleo
                could you read my Arabic before I send it? I trust the translator, but not that much.
                """),
            noted("cleo", "25m", "Read it with Yusuf's old thread beside me: fine and friendly. Send."),
        ),
    ),
    Story(
        "yusuf-white-page", "support", "صفحة بيضاء بعد التحديث إلى 3.2", "ar", "yusuf", 5, "18:05",
        tags=("update", "Lamp 3.2", "KI-31"), priority="high",
        entries=(
            wrote("yusuf", "", """
                مرحبًا، بعد تحديث Lamp إلى الإصدار 3.2 صارت صفحة معرض الصور بيضاء تمامًا. عندي جلسة تصوير زفاف
                غدًا والعروسان يريدان رؤية أعمالي الليلة.
                """),
            took("ben", "10m"),
            replied("ben", "9m", """
                مرحبًا يوسف، نعتذر عن هذا، خصوصًا الليلة. الحل يستغرق دقيقة واحدة:

                1. من لوحة ووردبريس افتح Lamp ثم «الأدوات».
                2. اضغط «إفراغ ذاكرة القوالب».
                3. أعد تحميل صفحة المعرض.

                صورك كلها في مكانها ولم يُفقد منها شيء. هل عادت الصفحة؟
                """, then="waiting"),
            wrote("yusuf", "12m", "عادت! والعروسان حجزا الباقة الكبيرة. شكرًا جزيلًا."),
            replied("ben", "5m",
                "ألف مبروك للعروسين، ولك الباقة الكبيرة! الإصلاح النهائي يصدر يوم الثلاثاء في الإصدار 3.2.2.",
                then="closed"),
        ),
    ),
    Story(
        "salma-before-buying", "support", "سؤال قبل الشراء: هل يدعم المعرض الكتابة من اليمين؟",
        "ar", "salma", 0, "09:18",
        entries=(
            wrote("salma", "", """
                السلام عليكم، أبيع الزرابي المغربية وأريد معرضًا بثلاث لغات: العربية والفرنسية والأمازيغية. هل
                ينقلب شريط الصور والأسهم تلقائيًا حين تكون الصفحة بالعربية؟ جرّبت إضافة أخرى فكانت الأسهم تمشي
                إلى الوراء.

                سلمى
                """),
        ),
    ),
    Story(
        "yusuf-rtl-lightbox", "support", "عدّاد الصور معكوس: «12 / 3» بدل «3 / 12»",
        "ar", "yusuf", 3, "16:30",
        tags=("bug", "RTL"),
        entries=(
            wrote("yusuf", "", """
                مرحبًا من جديد. عند فتح صورة بحجمها الكامل يظهر العدّاد «12 / 3» وأنا في الصورة الثالثة من اثنتي
                عشرة. الزوار يظنون أن عندي ثلاث صور فقط!
                """),
            took("ben", "1h 20m"),
            replied("ben", "18m", """
                مرحبًا يوسف، ملاحظتك في محلها: العدّاد يُرسم من دون تحديد اتجاه النص. سجّلنا الخلل وسيُصلَح قريبًا.
                إلى ذلك الحين يمكنك إضافة هذا السطر في CSS:

                ```
                .lamp-lightbox__count { unicode-bidi: isolate; direction: ltr; }
                ```
                """, then="waiting"),
            wrote("yusuf", "20h", """
                جرّبته: صار «3 / 12» كما يجب، لكن الأرقام صارت لاتينية وأنا أستعمل «٣ / ١٢» في بقية الموقع. هل
                من طريقة؟
                """),
            noted("ben", "2h", """
                He's right again. Digits should follow the site's language. Adding both to the RTL bug, KI-36.
                """),
        ),
    ),
    Story(
        "noor-thanks", "billing", "شكرًا على الفاتورة المعدّلة", "ar", "noor", 24, "11:10",
        tags=("invoice", "thank you"),
        entries=(
            wrote("noor", "", """
                السلام عليكم، نحتاج إلى فاتورة باسم المؤسسة كاملًا: «مؤسسة متجر النور التجارية»، مع الرقم
                الضريبي. هل يمكن تعديلها؟
                """),
            assigned("ben", "15m", "ada"),
            replied("ada", "40m", """
                وعليكم السلام نور، تم التعديل، والفاتورة الجديدة في حسابك تحت «المدفوعات». حفظنا الاسم والرقم
                للفواتير القادمة.
                """, then="waiting"),
            wrote("noor", "3h", "وصلت وهي كما نريد. شكرًا على السرعة."),
            became("ada", "30m", "closed"),
        ),
    ),
)
