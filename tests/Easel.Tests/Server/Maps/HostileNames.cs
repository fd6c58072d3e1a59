namespace Easel.Tests.Server.Maps;

/// <summary>Names of files that lead out of a folder, mean something else to somebody, or are none.</summary>
internal static class HostileNames
{
    private static readonly string[] Ups =
    [
        "..", "../..", "../../../..", "a/..", "a/../..", "./..", "..\\..", "..\\", "a\\..\\..", "%2e%2e", "%2e%2e%2f..",
        "..%2f..", "..%5c..", "%252e%252e", "..%c0%af..", ".%2e", "%2e.", "..;", "..\0", "...", ". .", ".. ", " ..",
        "..\t", "..\u200b", "\u202e..", "..\u2215..", "..//", "/..", "up", "up/maps/up",
    ];

    private static readonly string[] Ends =
    [
        "/outside.json", "\\outside.json", "/etc/passwd", "/outside.json\0", "/outside.json%00.json", "//outside.json",
        "/./outside.json", "/outside.json/",
    ];

    public static IEnumerable<string> All(string folder)
    {
        foreach (var up in Ups)
        {
            foreach (var end in Ends)
            {
                // These two are no more than odd names of files that are not there.
                if (up + end is var name && name is not ("up/etc/passwd" or "up/maps/up/etc/passwd")) yield return name;
            }
        }

        foreach (var name in (string[])["", " ", ".", "..", "/", "//", "\\", "\0", "~", "~/outside.json ",
            "/etc/passwd", "/proc/self/environ", "/dev/stdin", "//server/share/x.json", "\\\\server\\share\\x.json",
            "\\\\?\\C:\\x.json", "C:\\x.json", "C:/x.json", "c:x.json", "file:///etc/passwd", "file:x.json",
            "http://127.0.0.1/x.json", "assets:x.json", "assets:../outside.json", "box.json\0", "\0box.json",
            "box\0.json", "box.json\n", "box.json\r", "box\t.json", "box.json ", " box.json", "box.json.", "box",
            "box.JSON.exe", "box.json:stream", "box.json::$DATA", "link.json", "folder.json", "up/outside.json",
            "up/maps/box.json", "up/new.json", "up/sub/new.json", "*.json", "?.json", "b|x.json", "<x>.json", "\"x\".json", "$(id).json|", "`id`.json\0",
            "%00.json", "%2e%2e%2foutside.json", "%5c..%5coutside.json", "a%2fb.json", "bo\u0000x.json",
            "e\u0301.json", "\u202egnp.json", "\ufeffbox.json", "\u200bbox.json", "\u2028.json", "box.json/",
            "box.json/x.json", "./box.json", "sub/./x.json", "sub//x.json", "--exec=x.json", "-x.json", "-x/box.json", "/box.json", folder + "/box.json",
            new string('a', 600) + ".json", new string('a', 250) + ".json", new string('é', 120) + ".json",
            string.Join('/', Enumerable.Repeat("a", 17)) + "/x.json", string.Concat(Enumerable.Repeat("../", 100)) + "x"])
            yield return name;
    }
}
