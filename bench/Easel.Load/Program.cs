Console.Error.WriteLine("Easel.Load has no load profiles yet.");
return 1;
