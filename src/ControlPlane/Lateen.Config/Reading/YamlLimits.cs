namespace Lateen.Config.Reading;

/// <summary>What is read at most. Whoever can write configuration must not be able to exhaust the control plane with it.</summary>
static class YamlLimits
{
    /// <summary>UTF-16 characters of one text. etcd refuses objects beyond 1.5 MiB, so this is many objects.</summary>
    public const int Characters = 16 << 20;

    /// <summary>Nodes of one document, counting an alias as all that it stands for.</summary>
    public const int Nodes = 1 << 20;

    /// <summary>Nesting of one document.</summary>
    public const int Depth = 100;

    /// <summary>Diagnostics kept per text; the rest is counted.</summary>
    public const int Diagnostics = 200;
}
