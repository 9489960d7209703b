namespace Lateen.Config.Reading;

/// <summary>What one document of a text holds.</summary>
/// <param name="Line">Its first line that says something, from 1.</param>
/// <param name="Result">Its objects and what is wrong with them.</param>
public sealed record DocumentResult(int Line, ReadResult Result);
