# syntax=docker/dockerfile:1
# One image for every role: web nodes, workers, or all in one process.
# The C library that everything is tried with.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Last: what others name as a peer for its types or its commands, and nothing here runs.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=peer --ignore-scripts --no-audit --no-fund && \
  cd node_modules && rm -rf typescript @typescript prisma @prisma/engines @prisma/dev @prisma/studio-core .cache

FROM ${NODE}
# What the server asks of an operating system besides Node: nothing.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY prisma prisma
COPY package.json ./
# 101 is who nginx is in its image: it reads the relay's pieces, which the server lets it send (RELAY_ACCEL). Nobody else does.
RUN for folder in /data /relay; do mkdir $folder && chown 101:101 $folder && chmod 700 $folder; done
USER 101:101
VOLUME ["/data", "/relay"]
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Directly, not by a shell: signals reach the server, which drains.
CMD ["node", "dist/server/main.js"]
