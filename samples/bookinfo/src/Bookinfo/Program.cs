using Bookinfo;

// One executable, many services: a container says which by its first argument.
var name = args.FirstOrDefault();
var role = Roles.All.FirstOrDefault(role => role.Name == name);
if (role is null)
{
    Console.Error.WriteLine($"bookinfo: say which service to run: {string.Join(", ", Roles.All.Select(r => r.Name))}");
    return 2;
}

await role.Run(Settings.FromEnvironment());
return 0;
