namespace Lateen.Agent.Certificates;

/// <summary>The certificate authority gave no certificate.</summary>
public sealed class CaException(string message, Exception inner) : Exception(message, inner);
