namespace Lateen.Net.Tests.Loops;

public sealed class EpollConformanceTests : EventLoopConformance
{
    protected override ILoopRig CreateRig() => new EpollRig();
}
