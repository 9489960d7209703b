namespace Lateen.Config.Reading;

/// <summary>Leaves the recursion of <see cref="YamlTreeReader"/> when the rest of a document can't be used; caught there, seen nowhere else.</summary>
sealed class YamlRefusedException(string code, int line, int column, string message) : Exception(message)
{
    public string Code => code;

    public int Line => line;

    public int Column => column;

    public string Advice => code == Core.DiagnosticCode.TooLarge ? "split it" : "";
}
