namespace Lateen.Local.Sandbox;

/// <summary>What keeps the pods of a local mesh apart.</summary>
public enum Isolation
{
    /// <summary>A network namespace per pod, made by root.</summary>
    Namespaces,

    /// <summary>The same inside one user namespace, for an ordinary user.</summary>
    UserNamespaces,

    /// <summary>Loopback addresses only: for looking, not for security.</summary>
    Loopback,
}
