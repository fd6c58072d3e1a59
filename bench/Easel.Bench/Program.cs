using System.Reflection;
using BenchmarkDotNet.Running;

// Every benchmark class in this assembly can be chosen: `--list flat` shows them, `--filter '*Fold*'` runs some.
BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
