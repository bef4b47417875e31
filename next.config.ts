import type { NextConfig } from "next";

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

/** A share link is a secret in an address. The later of two entries wins, over a route's own header too. */
const LINK_HEADERS = [
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Robots-Tag", value: "noindex, nofollow, noarchive" },
];

/** The content security policy is in proxy.ts: it names the object store, which is known only when the server runs. */
const config: NextConfig = {
  typedRoutes: true,
  reactStrictMode: true,
  poweredByHeader: false,
  distDir: process.env.PARQUETRY_BUILD_DIR ?? ".next",
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@prisma/client", "@prisma/adapter-pg"],
  // Types are a step of their own in `npm run check`; a start from a fresh clone need not wait for them.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks"] },
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/s/:path*", headers: LINK_HEADERS },
    { source: "/api/shared/:path*", headers: LINK_HEADERS },
  ],
};

export default config;
