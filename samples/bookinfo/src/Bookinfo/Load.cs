using System.Net;
using System.Runtime.InteropServices;

namespace Bookinfo;

/// <summary>load: asks one address at a steady rate, as visitors would, and logs every ten seconds how it went.</summary>
internal static class Load
{
    /// <summary>Requests that may wait for their answers at once; a slow mesh is not buried.</summary>
    const int MostAtOnce = 64;

    public static async Task Run(Settings settings)
    {
        using var stopping = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stopping.Cancel(); });
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = TimeSpan.FromSeconds(10) };
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / settings.RequestsPerSecond));
        using var room = new SemaphoreSlim(MostAtOnce);
        var tally = new Tally(settings.Target);
        try
        {
            while (await pace.WaitForNextTickAsync(stopping.Token))
                if (await room.WaitAsync(TimeSpan.Zero, stopping.Token))
                    _ = Ask(http, settings.Target, tally, room);
        }
        catch (OperationCanceledException)
        {
            tally.Print();
        }
    }

    static async Task Ask(HttpClient http, Uri target, Tally tally, SemaphoreSlim room)
    {
        try
        {
            using var response = await http.GetAsync(target);
            tally.Add(response.StatusCode == HttpStatusCode.OK, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            tally.Add(false, problem.Message);
        }
        finally
        {
            room.Release();
        }
    }

    sealed class Tally(Uri target)
    {
        const int SecondsBetweenLines = 10;
        readonly Lock gate = new();
        readonly Dictionary<string, int> causes = [];
        long printed = TimeProvider.System.GetTimestamp();
        int answered;

        public void Add(bool good, string what)
        {
            lock (gate)
            {
                if (good)
                    answered++;
                else
                    causes[what] = causes.GetValueOrDefault(what) + 1;
                if (TimeProvider.System.GetElapsedTime(printed).TotalSeconds >= SecondsBetweenLines)
                    Print();
            }
        }

        public void Print()
        {
            lock (gate)
            {
                var failures = string.Concat(causes.Select(failure => $", {failure.Value} x {failure.Key}"));
                Console.WriteLine($"{target}: {answered} good{failures}");
                causes.Clear();
                (answered, printed) = (0, TimeProvider.System.GetTimestamp());
            }
        }
    }
}
