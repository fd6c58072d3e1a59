global using CanvasDocuments = Easel.Documents.GuardedDocuments<
    Easel.Documents.Canvases.Canvas, Easel.Documents.Canvases.CanvasOp>;
