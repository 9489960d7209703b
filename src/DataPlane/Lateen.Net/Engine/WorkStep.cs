namespace Lateen.Net.Engine;

/// <summary>What a queue's connections wait for.</summary>
enum WorkStep : byte
{
    Deliver,
    Flush,
}
