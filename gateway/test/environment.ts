// Imported first: the kit reads these when it is loaded. Tests dial addresses, so they need no xDS.
process.env.MESH_TARGET = "127.0.0.1:1";
process.env.LOG_LEVEL ??= "fatal";
// Gateway, services and clients of a test share one process, and the machine with other tests: what is late by the shop's own budget would
// be so for their sake. That a part has a budget at all is what they hold.
process.env.STOREFRONT_BUDGET_MS = "1500";
