namespace Easel.Documents.Canvases;

/// <summary>Why an op array was refused before anything was folded.</summary>
/// <param name="OpIndex">Which op; null when it is about the array as a whole.</param>
/// <param name="Reason">For people.</param>
/// <param name="TooLarge">Whether it is a size limit (413) rather than a wrong shape (422).</param>
public sealed record OpFault(int? OpIndex, string Reason, bool TooLarge = false);
