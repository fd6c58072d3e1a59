using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Easel.Server.Wire;

/// <summary>The OpenAPI document. Endpoints read and write by hand, so each has to say what it takes.</summary>
internal static class OpenApi
{
    public static void AddWireDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = WireJson.Default.Options.PropertyNamingPolicy;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
        });
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Easel", Version = "v1" };
                Secure(document);
                HideCatchAll(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                foreach (var taken in context.Description.ActionDescriptor.EndpointMetadata.OfType<Takes>())
                    (operation.Parameters ??= []).Add(taken.ToParameter());
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Says what a route takes and answers. Without it the route is not in the document.</summary>
    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder route, string summary, params object[] said)
    {
        route.WithSummary(summary).WithMetadata(said);

        // The document lists only endpoints that know their method.
        route.Add(endpoint => endpoint.Metadata.Add(endpoint.RequestDelegate!.Method));
        return route;
    }

    public static object Body<T>() => new AcceptsMetadata(["application/json"], typeof(T));

    public static object Answer<T>(int status = 200, string contentType = "application/json") =>
        new ProducesResponseTypeMetadata(status, typeof(T), [contentType]);

    /// <summary>The problems of a route; those with the same status share an entry.</summary>
    public static object[] Refuses(params Problem[] problems) =>
        [.. problems.Select(problem => problem.Status).Distinct()
            .Select(status => Answer<ProblemAnswer>(status, Answers.ProblemJson))];

    public static object Path(string name, string meaning) =>
        new Takes(name, ParameterLocation.Path, JsonSchemaType.String, meaning);

    public static object Query(string name, string meaning, JsonSchemaType type = JsonSchemaType.String) =>
        new Takes(name, ParameterLocation.Query, type, meaning);

    public static object Header(string name, string meaning) =>
        new Takes(name, ParameterLocation.Header, JsonSchemaType.String, meaning);

    /// <summary>A route that ends in "and whatever follows" is one parameter to the reader of the document.</summary>
    private static void HideCatchAll(OpenApiDocument document)
    {
        const string Rest = "/{rest}";
        foreach (var path in document.Paths.Keys.Where(path => path.EndsWith(Rest, StringComparison.Ordinal)).ToList())
        {
            document.Paths[path[..^Rest.Length]] = document.Paths[path];
            document.Paths.Remove(path);
        }
    }

    private static void Secure(OpenApiDocument document)
    {
        var scheme = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
        };
        (document.Components ??= new OpenApiComponents()).SecuritySchemes =
            new Dictionary<string, IOpenApiSecurityScheme> { ["bearer"] = scheme };
        var reference = new OpenApiSecuritySchemeReference("bearer", document);
        document.Security = [new OpenApiSecurityRequirement { [reference] = [] }];
    }

    private sealed record Takes(string Name, ParameterLocation In, JsonSchemaType Type, string Meaning)
    {
        public OpenApiParameter ToParameter() => new()
        {
            Name = Name,
            In = In,
            Description = Meaning,
            Required = In == ParameterLocation.Path,
            Schema = new OpenApiSchema { Type = Type },
        };
    }
}
