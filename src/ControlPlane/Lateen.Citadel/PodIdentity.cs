namespace Lateen.Citadel;

/// <summary>Whom a token speaks for.</summary>
public readonly record struct PodIdentity(string Namespace, string ServiceAccount, string Pod);
