global using AccountDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Auth.Accounts.Account, Easel.Server.Auth.Accounts.AccountOp>;
global using ArtifactDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Artifacts.RegisteredArtifacts, Easel.Server.Artifacts.ArtifactOp>;
global using CanvasDocuments = Easel.Documents.GuardedDocuments<
    Easel.Documents.Canvases.Canvas, Easel.Documents.Canvases.CanvasOp>;
global using ControlDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Tenancy.Control.TenantState, Easel.Server.Tenancy.Control.ControlOp>;
global using DeskDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Maps.RecentMaps, Easel.Server.Maps.DeskOp>;
global using IndexDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Maps.IndexedMaps, Easel.Server.Maps.IndexOp>;
global using InviteDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Auth.Accounts.Invite, Easel.Server.Auth.Accounts.InviteOp>;
global using MapDocuments = Easel.Documents.GuardedDocuments<
    Easel.Documents.Maps.MapState, Easel.Documents.Maps.MapOp>;
global using RunDocuments = Easel.Documents.GuardedDocuments<
    Easel.Server.Runs.EndedRuns, Easel.Server.Runs.RunOp>;
