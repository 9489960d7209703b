using Lateen.Agent.Files;
using Lateen.Identity;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Agent.InProcess;

/// <summary>The secrets of a pod for the proxy in this process: the workload's own, and those in files, which are read when they are asked for.</summary>
public sealed class AgentSecrets : IXdsSource, IDisposable
{
    readonly SharedResources resources = new();
    readonly FileSecrets files;

    /// <param name="time">The clock.</param>
    /// <param name="log">Takes one line at a time.</param>
    public AgentSecrets(TimeProvider time, Action<string> log)
    {
        files = new FileSecrets(time, log);
        files.Changed += resource => resources.Set(resource);
    }

    /// <summary>The workload has a new certificate.</summary>
    public void Set(WorkloadCertificate certificate) => resources.Set(WorkloadSecrets.Of(certificate));

    /// <inheritdoc/>
    public XdsOpening Open(XdsPeer peer, Action changed) => resources.Open(peer, changed) is { View: { } view }
        ? XdsOpening.Accept(new View(this, view))
        : XdsOpening.Refuse(Grpc.Core.StatusCode.Internal, "secrets can't be shown");

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();

    void Release(string name)
    {
        if (files.Release(name))
            resources.Remove(XdsTypes.Secret, name);
    }

    void Hold(string name)
    {
        if (files.Hold(name) is { } resource)
            resources.Set(resource);
    }

    /// <summary>A view that follows the files of what is subscribed.</summary>
    sealed class View(AgentSecrets owner, IXdsView inner) : IXdsView
    {
        readonly HashSet<string> held = new(StringComparer.Ordinal);

        public string Revision => inner.Revision;

        public bool Serves(string typeUrl) => inner.Serves(typeUrl);

        public void SubscribeAll(string typeUrl) => inner.SubscribeAll(typeUrl);

        public void UnsubscribeAll(string typeUrl) => inner.UnsubscribeAll(typeUrl);

        public void Subscribe(string typeUrl, string name)
        {
            inner.Subscribe(typeUrl, name);
            if (typeUrl == XdsTypes.Secret && FileSecrets.Covers(name) && held.Add(name))
                owner.Hold(name);
        }

        public void Unsubscribe(string typeUrl, string name)
        {
            inner.Unsubscribe(typeUrl, name);
            if (held.Remove(name))
                owner.Release(name);
        }

        public IReadOnlyList<XdsResource> All(string typeUrl) => inner.All(typeUrl);

        public XdsResource? Find(string typeUrl, string name) => inner.Find(typeUrl, name);

        public IReadOnlyList<XdsTypeDelta> Advance() => inner.Advance();

        public void Dispose()
        {
            inner.Dispose();
            foreach (var name in held)
                owner.Release(name);
        }
    }
}
