namespace Easel.Server.Wire;

/// <summary>The page of a list that a request wants: <c>limit</c>, and a <c>cursor</c> that a page gave.</summary>
/// <param name="Limit">Items at most.</param>
/// <param name="Cursor">The name of the last item before the page; null for the first page.</param>
internal readonly record struct PageOrder(int Limit, string? Cursor)
{
    /// <param name="usual">Items of a page that names no limit.</param>
    /// <param name="most">Items that a page can have; a limit beyond is as good as this.</param>
    public static Refusal? TryRead(HttpRequest request, int usual, int most, out PageOrder page)
    {
        var refusal = request.TryReadNumber("limit", out var limit);
        string? cursor = request.Query["cursor"];
        page = new PageOrder(
            (int)Math.Clamp(limit ?? usual, 1, most), string.IsNullOrEmpty(cursor) ? null : cursor);
        return refusal;
    }

    /// <summary>Cuts the page from what comes after its cursor.</summary>
    /// <returns>The items, and the cursor of the next page; null if this is the last.</returns>
    public (IReadOnlyList<T> Items, string? Next) Cut<T>(IEnumerable<T> rest, Func<T, string> nameOf)
    {
        var items = rest.Take(Limit + 1).ToList();
        if (items.Count <= Limit) return (items, null);
        items.RemoveAt(Limit);
        return (items, nameOf(items[^1]));
    }
}
