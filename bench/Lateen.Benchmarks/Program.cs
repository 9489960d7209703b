using Lateen.Benchmarks;

// One report a line: its name on the command line runs it.
(string Name, Action<TextWriter> Run)[] reports =
[
    ("graph", GraphScale.Report),
    ("pilot", PilotScale.Report),
];

var name = args.FirstOrDefault();
var report = Array.Find(reports, r => r.Name == name);
if (report.Run is null)
{
    Console.Error.WriteLine($"usage: Lateen.Benchmarks {string.Join("|", reports.Select(r => r.Name))}");
    return 2;
}

report.Run(Console.Out);
return 0;
