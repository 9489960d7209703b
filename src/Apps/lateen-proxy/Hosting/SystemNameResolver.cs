using System.Net;
using System.Net.Sockets;
using Lateen.Net;
using Lateen.Proxy.Clusters;

namespace Lateen.ProxyApp.Hosting;

/// <summary>
/// The machine's own resolver (getaddrinfo: /etc/hosts, then DNS with its search domains), asked on the thread pool. It tells no time to live, so clusters are asked again at
/// their refresh rate.
/// </summary>
sealed class SystemNameResolver(IEventLoop main) : INameResolver
{
    /// <summary>A question holds a thread of the pool; many slow ones must not take them all.</summary>
    const int MostAtOnce = 8;

    readonly Queue<(string Name, Action<NameAnswer> Answered)> waiting = new();
    int asking;

    public void Resolve(string name, Action<NameAnswer> answered)
    {
        waiting.Enqueue((name, answered));
        AskNext();
    }

    void AskNext()
    {
        while (asking < MostAtOnce && waiting.TryDequeue(out var question))
        {
            asking++;
            _ = AskAsync(question.Name, question.Answered);
        }
    }

    async Task AskAsync(string name, Action<NameAnswer> answered)
    {
        NameAnswer answer = await AnswerAsync(name).ConfigureAwait(false);
        main.Post(_ => Finish(answer, answered), null);
    }

    void Finish(NameAnswer answer, Action<NameAnswer> answered)
    {
        asking--;
        answered(answer);
        AskNext();
    }

    static async Task<NameAnswer> AnswerAsync(string name)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(name).ConfigureAwait(false);
            return new NameAnswer([.. addresses.Select(address => NetAddress.From(address, 0))]);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return new NameAnswer([], null, $"cannot resolve {name}: {failure.Message}");
        }
    }
}
