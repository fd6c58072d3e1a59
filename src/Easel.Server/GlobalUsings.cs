global using CanvasDocuments = Easel.Documents.GuardedDocuments<
    Easel.Documents.Canvases.Canvas, Easel.Documents.Canvases.CanvasOp>;
global using ControlDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Tenancy.Control.TenantState, Easel.Server.Tenancy.Control.ControlOp>;
