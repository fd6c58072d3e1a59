import "@blueprintjs/core/lib/css/blueprint.css";
import "./style/studio.css";
import { createRoot } from "react-dom/client";
import { App } from "./shell/app.js";

createRoot(document.getElementById("root")!).render(<App />);
