"""Conversations in Japanese."""

from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "haruka-receipt-name", "billing", "領収書の宛名を変更したい", "ja", "haruka", 1, "06:30",
        tags=("invoice",),
        entries=(
            wrote("haruka", "", """
                お世話になっております。灯台商店の佐藤です。

                会社名が変わりましたので、先月分から領収書の宛名の変更をお願いします。

                - 旧：灯台商店
                - 新：株式会社灯台商店

                お手数をおかけしますが、どうぞよろしくお願いいたします。
                """),
            took("ada", "2h 30m"),
            noted("ada", "10m", """
                Easy one, but the receipt must say 株式会社 *before* the name. @Cleo, is the new address in
                the shop too?
                """),
        ),
    ),
    Story(
        "kenji-white-page", "support", "3.2に更新後、商品一覧が真っ白になりました", "ja", "kenji", 6, "03:10",
        tags=("update", "Lamp 3.2", "KI-31"), priority="high",
        entries=(
            wrote("kenji", "", """
                灯台商店の森田です。Lampを3.2に更新したところ、商品一覧のページが真っ白になりました。
                エラーは次のとおりです。

                ```
                TemplateNotFound: lamp/grid.php (cached 3.1.4)
                ```

                キャッシュ系のプラグインは使っていません。ご確認をお願いいたします。
                """),
            took("ben", "5h 40m"),
            replied("ben", "15m", """
                森田様

                ご連絡ありがとうございます。ご不便をおかけして申し訳ございません。エラーの内容から、古いテンプ
                レートの場所がLamp自身のキャッシュに残っていることがわかりました。次の手順で表示が戻ります。

                1. 管理画面の「Lamp」→「ツール」を開きます。
                2. 「テンプレートキャッシュを空にする」を押します。
                3. 商品一覧を再読み込みします。

                商品や画像のデータは失われていませんので、ご安心ください。
                """, then="waiting"),
            wrote("kenji", "16h", """
                無事に表示されました。昼前に真っ白な画面を見て、私の頭も真っ白になっていました。迅速なご対応に
                感謝いたします。
                """),
            replied("ben", "6h", """
                森田様、安心しました。根本的な修正は火曜日の3.2.2に入ります。今夜はゆっくりお休みください。
                """, then="closed"),
        ),
    ),
    Story(
        "aoi-before-buying", "support", "購入前の質問：縦書きのキャプションについて",
        "ja", "aoi", 34, "07:25",
        tags=("pre-sales",),
        entries=(
            wrote("aoi", "", """
                はじめまして。葵デザイン事務所の高橋と申します。和菓子店のサイトで、写真の横に縦書きのキャプシ
                ョンを入れたいと考えています。Lamp Proで可能でしょうか。
                """),
            took("cleo", "2h"),
            replied("cleo", "25m", """
                高橋様

                お問い合わせありがとうございます。専用の設定はまだありませんが、キャプションのスタイルに次
                の1行を加えると縦書きになります。無料版でもお試しいただけます。

                ```
                .lamp-caption { writing-mode: vertical-rl; }
                ```

                正直に申しますと、スマートフォンでは写真の下に横書きで表示される点だけご注意ください。
                """, then="waiting"),
            wrote("aoi", "1d", """
                試してみたところ、とても美しく表示されました。スマートフォンは横書きで問題ありません。Proを購
                入します。
                """),
            replied("cleo", "5h", """
                ありがとうございます。公開されましたら、ぜひ拝見させてください。
                """, then="closed"),
        ),
    ),
    Story(
        "aoi-font", "support", "拡大表示の文字が中国語フォントになる", "ja", "aoi", 0, "02:45",
        entries=(
            wrote("aoi", "", """
                高橋です。いつもお世話になっております。

                画像の拡大表示（ライトボックス）だけ、「直」や「骨」などの漢字が中国語の字形で表示されます。本
                文は正しく表示されています。lang属性が付いていないためではないかと思います。ご確認いただけます
                でしょうか。
                """),
        ),
    ),
    Story(
        "haruka-wrapping", "support", "ギフト包装の見本をカタログに入れるには", "ja", "haruka", 19, "05:50",
        tags=("how-to",),
        entries=(
            wrote("haruka", "", """
                灯台商店の佐藤です。商品ではない写真（包装の見本）を、商品カタログの途中に1枚だけ入れることは
                できますか。
                """),
            took("ada", "3h"),
            replied("ada", "15m", """
                佐藤様、できます。カタログの設定で「差し込み」を追加し、画像と位置（例：6番目）を選んでくださ
                い。商品の並び替えをしても、その位置に表示され続けます。
                """, then="waiting"),
            wrote("haruka", "18h", "できました。包装のご注文が早速増えています。ありがとうございました。"),
            became("ada", "4h", "closed"),
        ),
    ),
)
