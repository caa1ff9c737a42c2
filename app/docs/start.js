// Swagger UI has a dark theme, under this class; its own switch is of a layout not used here.
const dark = matchMedia("(prefers-color-scheme: dark)");
const settle = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", settle);
settle();

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  validatorUrl: null,
});
