// Fetches day 325 through the generated types; prints what test_clients.py expects.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });
const { data, error } = await client.GET("/v1/updates/{ref}", {
  params: { path: { ref: "325" } },
});
if (error !== undefined) {
  throw new Error(`${error.status} ${error.title}`);
}
const quote = data.quotes[0];
console.log(JSON.stringify({ day: data.day, date: data.date, speaker: quote?.speaker }));
