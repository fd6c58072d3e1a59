namespace Easel.Documents.Json;

/// <summary>Why a text is not acceptable JSON.</summary>
/// <param name="Reason">One readable sentence that repeats nothing of the text.</param>
/// <param name="Offset">Zero-based byte position of the offending token, or of the first unreadable byte.</param>
public sealed record JsonFault(string Reason, long Offset);
