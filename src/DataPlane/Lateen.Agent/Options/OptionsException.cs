namespace Lateen.Agent.Options;

/// <summary>The command line or the environment is wrong. The message says what, and what to do.</summary>
public sealed class OptionsException(string message) : Exception(message);
