"""The words that fictional companies and people are made of: written, kana, Latin letters."""

Spelling = tuple[str, str, str]


def _spelled(text: str) -> tuple[Spelling, ...]:
    """Reads "written:kana:latin" entries, set apart by blanks."""
    return tuple(
        (written, kana, latin) for written, kana, latin in (each.split(":") for each in text.split())
    )


def _posts(text: str) -> tuple[tuple[str, str], ...]:
    """Reads "department:title" entries, set apart by commas."""
    return tuple((post.split(":")[0].strip(), post.split(":")[1].strip()) for post in text.split(","))


STEMS = _spelled("""
    朝霧:アサギリ:asagiri 東雲:シノノメ:shinonome 若竹:ワカタケ:wakatake 三雲:ミクモ:mikumo
    柏木:カシワギ:kashiwagi 深見:フカミ:fukami 桐野:キリノ:kirino 藤代:フジシロ:fujishiro
    楠葉:クズハ:kuzuha 白瀬:シラセ:shirase 青嶺:アオネ:aone 緑川:ミドリカワ:midorikawa
    星野台:ホシノダイ:hoshinodai 月岡:ツキオカ:tsukioka 雪平:ユキヒラ:yukihira 潮路:シオジ:shioji
    浜名瀬:ハマナセ:hamanase 汐入:シオイリ:shioiri 磯辺:イソベ:isobe 港北台:コウホクダイ:kohokudai
    河原町:カワラマチ:kawaramachi 石動:イスルギ:isurugi 岩代:イワシロ:iwashiro 砂川:スナガワ:sunagawa
    山吹:ヤマブキ:yamabuki 紅葉谷:モミジダニ:momijidani 桜木:サクラギ:sakuragi 梅園:ウメゾノ:umezono
    橘:タチバナ:tachibana 欅:ケヤキ:keyaki 杉並木:スギナミキ:suginamiki 檜山:ヒヤマ:hiyama
    榎:エノキ:enoki 常磐野:トキワノ:tokiwano 大和路:ヤマトジ:yamatoji 美濃部:ミノベ:minobe
    駿河台:スルガダイ:surugadai 信濃路:シナノジ:shinanoji 越路:コシジ:koshiji 奥羽:オウウ:ouu
    津軽野:ツガルノ:tsugaruno 日向坂:ヒナタザカ:hinatazaka 筑紫野:チクシノ:chikushino
    瀬戸口:セトグチ:setoguchi 備前屋:ビゼンヤ:bizenya 光陽:コウヨウ:koyo 栄和:エイワ:eiwa
    三栄堂:サンエイドウ:saneido 丸福:マルフク:marufuku 大伸:ダイシン:daishin
    共立野:キョウリツノ:kyoritsuno 日の出:ヒノデ:hinode 新栄:シンエイ:shinei 北斗野:ホクトノ:hokutono
    旭台:アサヒダイ:asahidai 誠和:セイワ:seiwa 明正:メイセイ:meisei 宝来:ホウライ:horai
    鶴見野:ツルミノ:tsurumino 亀山:カメヤマ:kameyama ひばり:ヒバリ:hibari すずらん:スズラン:suzuran
    こまくさ:コマクサ:komakusa あけぼの:アケボノ:akebono やまびこ:ヤマビコ:yamabiko
    せせらぎ:セセラギ:seseragi いぶき:イブキ:ibuki はまなす:ハマナス:hamanasu
    しらさぎ:シラサギ:shirasagi みなも:ミナモ:minamo かえで:カエデ:kaede ときわ:トキワ:tokiwa
""")

# industry -> (share of customers, legal form, endings of names)
INDUSTRIES: dict[str, tuple[int, str, tuple[Spelling, ...]]] = {
    "製造業": (30, "株式会社", _spelled("""
        製作所:セイサクショ:seisakusho 精機:セイキ:seiki 工業:コウギョウ:kogyo 電装:デンソウ:denso
        化成:カセイ:kasei 鉄工:テッコウ:tekko プレス工業:プレスコウギョウ:press 樹脂:ジュシ:jushi
    """)),
    "食品製造": (16, "株式会社", _spelled("""
        食品:ショクヒン:foods フーズ:フーズ:foods 製菓:セイカ:seika 水産:スイサン:suisan
        乳業:ニュウギョウ:nyugyo 醸造:ジョウゾウ:jozo
    """)),
    "建設・設備": (18, "株式会社", _spelled("""
        建設:ケンセツ:kensetsu 工務店:コウムテン:komuten 設備工業:セツビコウギョウ:setsubi
        ガス設備:ガスセツビ:gas 電気工事:デンキコウジ:denki 建材:ケンザイ:kenzai
    """)),
    "物流": (10, "株式会社", _spelled("""
        運輸:ウンユ:unyu ロジスティクス:ロジスティクス:logistics 倉庫:ソウコ:soko
        物流:ブツリュウ:butsuryu
    """)),
    "医療・介護": (12, "医療法人", _spelled("""
        会:カイ:kai 病院:ビョウイン:hospital 会クリニック:カイクリニック:clinic
    """)),
    "ビル管理": (8, "株式会社", _spelled("""
        ビルサービス:ビルサービス:building 管財:カンザイ:kanzai メンテナンス:メンテナンス:mainte
    """)),
    "宿泊・観光": (6, "株式会社", _spelled("""
        観光:カンコウ:kanko ホテルズ:ホテルズ:hotels 温泉旅館:オンセンリョカン:ryokan
    """)),
}  # fmt: skip

# Named as often as customers are found there.
PREFECTURES = (
    "東京都", "東京都", "東京都", "大阪府", "大阪府", "愛知県", "愛知県", "神奈川県", "神奈川県",
    "埼玉県", "千葉県", "静岡県", "兵庫県", "福岡県", "北海道", "茨城県", "広島県", "宮城県", "新潟県",
    "長野県", "岐阜県", "群馬県", "栃木県", "京都府", "三重県", "岡山県", "石川県", "富山県", "熊本県",
    "鹿児島県",
)  # fmt: skip

FAMILIES = _spelled("""
    相沢:アイザワ:aizawa 石原:イシハラ:ishihara 上田:ウエダ:ueda 江口:エグチ:eguchi 大西:オオニシ:onishi
    岡田:オカダ:okada 小川:オガワ:ogawa 金子:カネコ:kaneko 川口:カワグチ:kawaguchi 菊地:キクチ:kikuchi
    北村:キタムラ:kitamura 工藤:クドウ:kudo 黒田:クロダ:kuroda 小林:コバヤシ:kobayashi
    近藤:コンドウ:kondo 斎藤:サイトウ:saito 坂本:サカモト:sakamoto 柴田:シバタ:shibata
    清水:シミズ:shimizu 菅原:スガワラ:sugawara 杉山:スギヤマ:sugiyama 高木:タカギ:takagi
    竹内:タケウチ:takeuchi 田中:タナカ:tanaka 谷口:タニグチ:taniguchi 千葉:チバ:chiba
    土屋:ツチヤ:tsuchiya 内藤:ナイトウ:naito 中島:ナカジマ:nakajima 永井:ナガイ:nagai
    西川:ニシカワ:nishikawa 野村:ノムラ:nomura 橋本:ハシモト:hashimoto 早川:ハヤカワ:hayakawa
    原田:ハラダ:harada 平野:ヒラノ:hirano 福島:フクシマ:fukushima 藤本:フジモト:fujimoto
    古川:フルカワ:furukawa 前田:マエダ:maeda 松本:マツモト:matsumoto 三浦:ミウラ:miura
    水野:ミズノ:mizuno 宮崎:ミヤザキ:miyazaki 村上:ムラカミ:murakami 森:モリ:mori 矢野:ヤノ:yano
    山崎:ヤマザキ:yamazaki 吉田:ヨシダ:yoshida 和田:ワダ:wada
""")

GIVENS = _spelled("""
    明:アキラ:akira 彩:アヤ:aya 一郎:イチロウ:ichiro 恵子:ケイコ:keiko 和也:カズヤ:kazuya
    香織:カオリ:kaori 健一:ケンイチ:kenichi 浩二:コウジ:koji 幸子:サチコ:sachiko 聡:サトシ:satoshi
    茂:シゲル:shigeru 純子:ジュンコ:junko 翔太:ショウタ:shota 進:ススム:susumu 隆:タカシ:takashi
    拓也:タクヤ:takuya 武:タケシ:takeshi 千尋:チヒロ:chihiro 剛:ツヨシ:tsuyoshi 哲也:テツヤ:tetsuya
    智子:トモコ:tomoko 直美:ナオミ:naomi 典子:ノリコ:noriko 秀樹:ヒデキ:hideki 裕之:ヒロユキ:hiroyuki
    真:マコト:makoto 正樹:マサキ:masaki 学:マナブ:manabu 美穂:ミホ:miho 恵:メグミ:megumi
    康弘:ヤスヒロ:yasuhiro 優子:ユウコ:yuko 由美:ユミ:yumi 良太:リョウタ:ryota 亘:ワタル:wataru
""")

# industry -> departments and titles, the one who decides first
POSTS = {
    "製造業": _posts(
        "製造部:工場長, 品質保証部:部長, 製造部 第1課:班長, 情報システム課:課長, 生産技術課:主任"
    ),
    "食品製造": _posts("品質管理部:部長, 製造部:工場長, 製造部:ライン長, 総務部:課長, 衛生管理室:室長"),
    "建設・設備": _posts("工事部:部長, 安全管理室:室長, 工事部 工事一課:現場所長, 業務部:主任, 総務部:課長"),
    "物流": _posts("物流管理部:部長, 車両課:課長, 第2センター:センター長, 安全推進室:室長, 業務部:主任"),
    "医療・介護": _posts("事務部:事務部長, 臨床工学科:技士長, 看護部:師長, 情報管理室:室長, 施設課:主任"),
    "ビル管理": _posts("管理部:部長, 設備管理課:課長, 巡回チーム:リーダー, 総務部:主任, 業務部:課長"),
    "宿泊・観光": _posts("施設管理部:部長, 支配人室:支配人, 設備課:主任, 総務部:課長, 客室課:リーダー"),
}
