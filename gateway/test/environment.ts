// Imported first: the kit reads these when it is loaded. Tests dial addresses, so they need no xDS.
process.env.MESH_TARGET = "127.0.0.1:1";
process.env.LOG_LEVEL ??= "fatal";
