global using AccountDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Auth.Accounts.Account, Easel.Server.Auth.Accounts.AccountOp>;
global using CanvasDocuments = Easel.Documents.GuardedDocuments<
    Easel.Documents.Canvases.Canvas, Easel.Documents.Canvases.CanvasOp>;
global using ControlDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Tenancy.Control.TenantState, Easel.Server.Tenancy.Control.ControlOp>;
global using InviteDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Auth.Accounts.Invite, Easel.Server.Auth.Accounts.InviteOp>;
