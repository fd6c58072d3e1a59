namespace Easel.Server.Operations;

/// <summary>Every metric there is, with every label it may have. What is not in it is not measured.</summary>
internal static class MetricTable
{
    private static readonly double[] Seconds =
        [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private static readonly double[] Writes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

    public static IReadOnlyList<string> Meters { get; } =
        [Measures.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static IReadOnlyList<MetricFamily> Create() => [.. OfEasel(), .. OfWeb(), .. OfProcess()];

    private static IEnumerable<MetricFamily> OfEasel() =>
    [
        new("easel.commits", "easel_commits_total", "Commands that succeeded, repeated and dry ones included."),
        new("easel.commands.refused", "easel_commands_refused_total", "Commands that were refused.",
            [("code", "code")]),
        new("easel.command.duration", "easel_command_duration_seconds",
            "From a command's body to its answer.", bounds: Seconds),
        new("easel.commands.waiting", "easel_commands_waiting", "Commands without an answer yet."),
        new("easel.streams.open", "easel_streams_open", "Streams that are open."),
        new("easel.sockets.open", "easel_sockets_open", "Sockets that are open."),
        new("easel.stream.commits", "easel_stream_commits_total", "Commits written to streams, each of them."),
        new("easel.gestures.relayed", "easel_gestures_relayed_total", "Gestures and presences sent on."),
        new("easel.gestures.dropped", "easel_gestures_dropped_total",
            "Gestures and presences that a newer one replaced, over the rate of their socket."),
        new("easel.store.waiting", "easel_store_waiting", "Writes that wait for the disk."),
        new("easel.store.batch", "easel_store_batch_writes", "Writes made durable by one sync.", bounds: Writes),
        new("easel.store.sync.duration", "easel_store_sync_duration_seconds",
            "How long one sync took, with the write before it.", bounds: Seconds),
        new("easel.store.failures", "easel_store_failures_total", "Batches that the storage failed to write."),
        new("easel.connections.refused", "easel_connections_refused_total",
            "Connections closed because there were too many."),
        new("easel.artifacts.bytes", "easel_artifacts_bytes_total", "Bytes of artifacts written."),
        new("easel.artifacts.swept", "easel_artifacts_swept_total",
            "Contents without a record, and uploads that never ended, that were removed."),
        new("easel.artifacts.damaged", "easel_artifacts_damaged_total",
            "Contents and registries found missing or different from their records, each once."),
        new("easel.rates.refused", "easel_rates_refused_total", "Requests beyond a rate.", [("limit", "limit")]),
    ];

    private static IEnumerable<MetricFamily> OfWeb() =>
    [
        new("http.server.request.duration", "http_server_request_duration_seconds",
            "Requests by route; a stream lasts as long as it is open.",
            [("http.request.method", "method"), ("http.route", "route"), ("http.response.status_code", "status")],
            Seconds),
        new("http.server.active_requests", "http_server_active_requests", "Requests without a whole answer yet."),
        new("kestrel.active_connections", "http_server_connections", "Connections that are open."),
        new("kestrel.upgraded_connections", "http_server_upgraded_connections", "Those that are sockets."),
    ];

    private static IEnumerable<MetricFamily> OfProcess() =>
    [
        new("dotnet.process.cpu.time", "process_cpu_seconds_total", "Processor time.", [("cpu.mode", "mode")]),
        new("dotnet.process.memory.working_set", "process_resident_memory_bytes", "Memory of the process."),
        new("dotnet.gc.collections", "dotnet_gc_collections_total", "Garbage collections.",
            [("gc.heap.generation", "generation")]),
        new("dotnet.gc.pause.time", "dotnet_gc_pause_seconds_total", "Time stopped for garbage collection."),
        new("dotnet.gc.heap.total_allocated", "dotnet_gc_allocated_bytes_total", "Bytes allocated."),
        new("dotnet.gc.last_collection.heap.size", "dotnet_gc_heap_bytes", "The heap after the last collection.",
            [("gc.heap.generation", "generation")]),
        new("dotnet.thread_pool.thread.count", "dotnet_thread_pool_threads", "Threads of the pool."),
        new("dotnet.thread_pool.queue.length", "dotnet_thread_pool_queue", "Work that waits for such a thread."),
        new("dotnet.exceptions", "dotnet_exceptions_total", "Exceptions, also those that were expected."),
    ];
}
