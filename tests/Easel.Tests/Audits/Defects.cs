namespace Easel.Tests.Audits;

/// <summary>One of each defect that an atom can have, far enough apart not to make others.</summary>
internal static class Defects
{
    private const string LongText = "A text that is long enough to be there only once";

    /// <summary>The rule, the atom that it is about, and how the defect is planted at a height of its own.</summary>
    public static readonly IReadOnlyList<(string Rule, string Atom, Func<Board, double, Board> Plant)> All =
    [
        ("structure.dangling-arrow", "bad", (board, y) =>
            board.Text("from", 0, y, "From").Arrow("bad", "\"fromNode\":\"from\",\"toNode\":\"gone\"")),
        ("structure.loose-arrow", "bad", (board, y) =>
            board.Text("from", 0, y, "From").Arrow("bad", "\"fromNode\":\"from\"")),
        ("structure.self-arrow", "bad", (board, y) =>
            board.Text("from", 0, y, "From").Arrow("bad", "\"fromNode\":\"from\",\"toNode\":\"from\"")),
        ("structure.duplicate-arrow", "bad", (board, y) => board
            .Text("from", 0, y, "From").Text("to", 500, y, "To")
            .Arrow("good", "\"fromNode\":\"from\",\"toNode\":\"to\",\"label\":\"so\"")
            .Arrow("other", "\"fromNode\":\"from\",\"toNode\":\"to\"")
            .Arrow("bad", "\"fromNode\":\"from\",\"toNode\":\"to\",\"label\":\"so\"")),
        ("structure.empty-atom", "bad", (board, y) => board.Text("bad", 0, y, "  ")),
        ("structure.empty-group", "bad", (board, y) =>
            board.Add("bad", "group", 0, y, 200, 200, "\"label\":\"Empty\"")),
        ("structure.duplicate-atom", "bad", (board, y) => board.Text("good", 0, y, "Twin").Text("bad", 0, y, "Twin")),
        ("structure.duplicate-content", "bad", (board, y) =>
            board.Add("good", "text", 0, y, 300, 100, $"\"text\":\"{LongText}\"")
                .Add("bad", "text", 600, y, 300, 100, $"\"text\":\"{LongText}\"")),
        ("structure.deep-nesting", "bad", Nest),
        ("layout.off-page", "bad", (board, y) => board.Text("bad", 200_000, y, "Far")),
        ("layout.no-number", "bad", (board, y) =>
            board.Add("bad", "text", $"\"x\":\"12\",\"y\":{y},\"text\":\"Where\"")),
        ("layout.no-size", "bad", (board, y) => board.Add("bad", "rectangle", 0, y, -5, 90)),
        ("layout.covered-atom", "bad", (board, y) =>
            board.Text("bad", 20, y + 20, "Below").Add("good", "rectangle", 0, y, 300, 200)),
        ("layout.overlap", "bad", (board, y) =>
            board.Add("good", "rectangle", 0, y, 200, 100).Add("bad", "rectangle", 150, y + 40, 200, 100)),
        ("layout.outside-group", "bad", (board, y) => board.Add("group", "group", 0, y, 400, 200, "\"label\":\"Group\"")
            .Text("good", 20, y + 20, "In").Text("bad", 280, y + 100, "Out")),
        ("layout.tiny-target", "bad", (board, y) => board.Add("bad", "rectangle", 0, y, 23.9, 100)),
        ("layout.misaligned", "bad", (board, y) =>
            board.Add("good", "rectangle", 0, y, 200, 100).Add("bad", "rectangle", 250, y + 2, 200, 100)),
        ("text.overflow", "bad", (board, y) =>
            board.Text("bad", 0, y, string.Concat(Enumerable.Repeat("much text ", 20)))),
        ("text.placeholder", "bad", (board, y) => board.Text("bad", 0, y, "Your text here...")),
        ("text.all-capitals", "bad", (board, y) => board.Text("bad", 0, y, "PLEASE READ ALL OF THIS NOW")),
        ("text.contrast", "bad", (board, y) =>
            board.Add("bad", "sticky", 0, y, 180, 140, "\"text\":\"Dim\",\"color\":\"6\"")),
        ("text.line-contrast", "bad", (board, y) =>
            board.Add("bad", "rectangle", 0, y, 180, 140, "\"text\":\"Pale\",\"color\":\"#eee\"")),
        ("text.no-alternative", "bad", (board, y) => board
            .Add("bad", "file", 0, y, 180, 140, "\"file\":\"pictures/plan.PNG\"")
            .Add("good", "file", 400, y, 180, 140, "\"file\":\"pictures/house.png\",\"alt\":\"A house\"")
            .Add("card", "file", 800, y, 180, 140, "\"file\":\"notes/plan.md\"")),
        ("text.bare-link", "bad", (board, y) => board
            .Add("bad", "link", 0, y, 180, 140, "\"url\":\"https://example.org\"")
            .Add("good", "link", 400, y, 180, 140, "\"url\":\"https://example.com\",\"title\":\"An example\"")),
        ("text.reading-order", "bad", (board, y) => board.Add("group", "group", 0, y, 1_200, 200, "\"label\":\"Order\"")
            .Add("bad", "text", 900, y + 20, 240, 60, "\"parent\":\"group\",\"text\":\"Fourth\"")
            .Add("one", "text", 20, y + 20, 240, 60, "\"parent\":\"group\",\"text\":\"First\"")
            .Add("two", "text", 320, y + 20, 240, 60, "\"parent\":\"group\",\"text\":\"Second\"")
            .Add("three", "text", 620, y + 20, 240, 60, "\"parent\":\"group\",\"text\":\"Third\"")),
        ("performance.large-text", "bad", (board, y) =>
            board.Add("bad", "text", 0, y, 20_000, 300, $"\"text\":\"{new string('a', 20_001)}\"")),
        ("performance.embedded-file", "bad", (board, y) => board.Add(
            "bad", "image", 0, y, 200, 200,
            $"\"alt\":\"A house\",\"src\":\"data:image/png;base64,{new string('A', 17_000)}\"")),
        ("structure.lone-atom", "bad", (board, y) => board.Text("bad", 0, y + 5_600, "Alone")),
    ];

    /// <summary>Those that are about the canvas as a whole.</summary>
    public static readonly IReadOnlyList<string> OfCanvas =
        ["performance.many-atoms", "performance.large-canvas", "performance.long-history"];

    private static Board Nest(Board board, double y)
    {
        for (var level = 0; level < 6; level++)
        {
            var (at, size) = (level * 10, 260 - level * 20);
            var parent = level > 0 ? $"\"parent\":\"level-{level - 1}\"," : "";
            board.Add($"level-{level}", "group", at, y + at, size, size, $"{parent}\"label\":\"Level\"");
        }

        return board.Add("bad", "rectangle", 70, y + 70, 100, 100, "\"parent\":\"level-5\"")
            .Add("below", "rectangle", 80, y + 80, 60, 60, "\"parent\":\"bad\"");
    }
}
