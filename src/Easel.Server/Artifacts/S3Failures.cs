using Amazon.Runtime;
using Amazon.S3;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>What goes wrong with a bucket, in words of the storage.</summary>
internal static class S3Failures
{
    /// <exception cref="StorageUnavailableException">The bucket did not serve.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException
            or HttpRequestException or IOException
            || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new StorageUnavailableException("the bucket of artifacts failed", failure, isFull: IsFull(failure));
        }
    }

    /// <summary>The same for a request about something that may not be there.</summary>
    /// <param name="absent">The codes that say so. Others are failures: what was not done must not seem done.</param>
    /// <returns>Null if it is not there.</returns>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> call, CancellationToken ct, params string[] absent)
    {
        try
        {
            return await GuardAsync(call, ct);
        }
        catch (StorageUnavailableException failure)
            when (failure.InnerException is AmazonS3Exception refused && absent.Contains(refused.ErrorCode))
        {
            return default;
        }
    }

    private static bool IsFull(Exception failure) =>
        failure is AmazonServiceException { StatusCode: System.Net.HttpStatusCode.InsufficientStorage };
}
