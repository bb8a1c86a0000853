"""Ways of writing an address that leads where a request of Banso must never go (T17)."""

LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0177.0.0.1", "0177.1", "0x7f.0.0.1", "0x7f000001",
    "0X7F.1", "2130706433", "017700000001", "0x7f.0x0.0x0.0x1", "127.000.000.001", "127.0.0.1.", "127.0.0.01",
    "0", "0.0.0.0", "0x0", "00000000", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1",
    "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127.0.0.1%2eexample.com", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[0000::1]", "[::7f00:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::1%25lo]", "[::1%lo]",
]  # fmt: skip
NEIGHBOURS = [
    "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.257", "0xc0a80001",
    "3232235521", "100.64.0.1", "100.127.255.254", "169.254.0.1", "198.18.0.1", "192.0.0.1", "192.0.2.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "192.88.99.1", "[fc00::1]", "[fd00::]", "[fe80::1]", "[fe80::1%25eth0]", "[ff02::1]", "[2001:db8::1]",
    "[100::1]", "[fec0::1]", "[5f00::1]",
]  # fmt: skip
CLOUDS = [
    "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]",
    "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "metadata.google.internal",
    "metadata", "instance-data", "instance-data.ec2.internal",
]  # fmt: skip
NAMES = [
    "localhost", "LOCALHOST", "localhost.", "ｌｏｃａｌｈｏｓｔ", "app.localhost", "localhost.localdomain",
    "printer.local", "router", "db.internal", "nas.lan", "wiki.intranet", "intra.corp", "box.home.arpa",
    "1.0.0.127.in-addr.arpa",
]  # fmt: skip
INWARD = [f"http://{host}/" for host in (*LOOPBACK, *NEIGHBOURS, *CLOUDS, *NAMES)]
NO_ADDRESS = [
    "file:///etc/passwd", "gopher://example.com/_x", "ftp://example.com/", "dict://example.com:11211/",
    "ldap://example.com/", "jar:http://example.com!/", "netdoc:///etc/passwd", "data:text/html,x",
    "javascript:alert(1)", "ws://example.com/", "unix:///var/run/docker.sock", "http:example.com",
    "//example.com/", "example.com", "http://", "http:///x", "http://?", "http://#", "",
    "http://example.com@127.0.0.1/", "http://127.0.0.1@example.com/", "http://user:password@example.com/",
    "http://example.com:22/", "http://example.com:8080/", "http://example.com:0/", "https://example.com:6379/",
    "http://example.com:65616/", "http://example.com:80:22/", "http://example.com:８０２/",
    "http://example.com\\@127.0.0.1/", "http:\\\\127.0.0.1\\", "http://127.0.0.1\\.example.com/",
    "http://example.com\r\nHost: 127.0.0.1/", "http://exam\tple.com/", "http://example.com/\nx", " http://a.jp",
    "http://example.com /", "http://exa mple.com/", "http://example..com/", "http://-example.com/",
    "http://.example.com/", "http://[::1/", "http://::1/", "http://[example.com]/", "http://<b>.example.com/",
    "http://example.com\u202e/", "http://example.com\x00/", f"http://{'a' * 64}.example.com/",
    f"http://example.com/{'a' * 2001}", f"http://{'a.' * 127}com/",
]  # fmt: skip
