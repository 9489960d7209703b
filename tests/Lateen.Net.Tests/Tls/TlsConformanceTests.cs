using Lateen.Net.Tests.Loops;

namespace Lateen.Net.Tests.Tls;

public sealed class TlsOverEpollConformanceTests : EventLoopConformance
{
    protected override ILoopRig CreateRig() => new TlsRig(new EpollRig());
}

public sealed class TlsOverSimulationConformanceTests : EventLoopConformance
{
    protected override ILoopRig CreateRig() => new TlsRig(new SimulationRig(seed: 3));
}
