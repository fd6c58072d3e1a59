namespace Easel.Tests.Server.Artifacts;

/// <summary>Names that lead out of a folder, or that something else than their reader gives a meaning.</summary>
internal static class HostileNames
{
    private static readonly string[] Climbs =
    [
        "..", "../", "..\\", "%2e%2e", "%2e%2e/", "%252e%252e%252f", "..%2f", "..%5c", "..;/", "....//", ".../", "\u2025/",
        "\uff0e\uff0e/", "\uff0e\uff0e\uff0f", "..\u2215", "..\u2044", "..\\/", "%c0%ae%c0%ae/", "%c0%af", "\u3002\u3002/",
    ];

    private static readonly string[] Targets =
    [
        "etc/passwd", "easel.db", "token.key", "windows/win.ini", "artifacts", "x", "tenants/t_other/dev/canvas/a/art_1",
        "", "proc/self/environ", "a\0b", "../../x", ".ssh/id_rsa",
    ];

    private static readonly string[] Odd =
    [
        "/etc/passwd", "//server/share", "C:\\boot.ini", "C:", "\\\\?\\C:\\x", "file:///etc/passwd", "~", "~root", "-rf", "--help",
        "con", "NUL", "aux.txt", "com1", "LPT9", "a.", "a ", " a", ".", "...", ".htaccess", "a\0.png", "\0", "\r\nX-Evil: 1",
        "a\nb", "a\tb", "\u202egnp.exe", "\ufeffa", "\u200b", "a\u0000", "\ud83d\ude00", "$(id)", "`id`", "${HOME}", "%n%s", "*", "?", "|",
        "<script>", "\"><svg onload=alert(1)>", "a;b", "a'b", "a\"b", "{{7*7}}", "art_", "art_..", "art_/../../x",
        "art_0123456789abcdef0123456789abcdeF", "art_0123456789abcdef0123456789abcdef", "art_0123456789abcdef0123456789abcde/",
        "art_%30123456789abcdef0123456789abcde", "\u0430rt_0123456789abcdef0123456789abcdef", new('a', 255), new('a', 256),
        new('a', 4_000), new('\u00e9', 200), new('.', 255), string.Concat(Enumerable.Repeat("../", 80)),
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. from climb in Climbs from target in Targets select climb + target,
        .. from target in Targets select string.Concat(Enumerable.Repeat("../", 9)) + target,
        .. Odd,
    ];
}
