using System.Globalization;
using System.Runtime.InteropServices;

namespace Lateen.ProxyApp.Hosting;

/// <summary>The memory of the whole process, managed and native.</summary>
static partial class ProcessMemory
{
    const int ArenaMax = -8;

    /// <summary>
    /// One arena for all threads: glibc would give each of them its own, and keep in each what was once freed there. Traffic takes its buffers from pools, so threads
    /// rarely meet.
    /// </summary>
    public static void KeepSmall()
    {
        if (OperatingSystem.IsLinux())
            _ = TryCall(() => Set(ArenaMax, 1));
    }

    /// <summary>Compacts the heap and gives back to the system what is free, in both.</summary>
    public static void Compact()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
            _ = TryCall(() => Trim(0));
    }

    /// <summary>Envoy's /memory, of the managed heap; and, which Envoy does not have, how many bytes were ever allocated and how often they were collected.</summary>
    public static string Describe()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        long used = GC.GetTotalMemory(forceFullCollection: false);
        return string.Create(CultureInfo.InvariantCulture,
            $$"""
             {
              "allocated": "{{used}}",
              "heap_size": "{{last.TotalCommittedBytes}}",
              "pageheap_unmapped": "0",
              "pageheap_free": "{{Math.Max(0, last.TotalCommittedBytes - used)}}",
              "total_thread_cache": "0",
              "total_physical_bytes": "{{Environment.WorkingSet}}",
              "total_allocated": "{{GC.GetTotalAllocatedBytes()}}",
              "collections": {{GC.CollectionCount(0)}}
             }

             """);
    }

    /// <summary>The names are glibc's; another C library has no arenas and needs neither.</summary>
    static int TryCall(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
