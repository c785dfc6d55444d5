# syntax=docker/dockerfile:1
# The portal: API and web app in one process. `docker build --file docker/api.Dockerfile .` makes the small image, for a
# PostgreSQL of your own (compose and the Helm chart bring or name one); `--target all-in-one` makes one that also holds
# the embedded PostgreSQL and the embedded engine, for a single container with a volume.
FROM node:22-bookworm-slim AS base
ARG PNPM_VERSION=12.21.0
WORKDIR /app
RUN npm install --global "pnpm@${PNPM_VERSION}" && npm cache clean --force
# Manifests first: as long as they stay, the installed packages come from the layer cache.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/api-client/package.json libs/api-client/
COPY libs/fake-llm/package.json libs/fake-llm/
COPY libs/tiny-model/package.json libs/tiny-model/

FROM base AS build
RUN pnpm install --frozen-lockfile
COPY .swcrc tsconfig.base.json LICENSE ./
COPY scripts scripts
COPY deploy/npm deploy/npm
COPY apps apps
COPY libs libs
COPY docs docs
RUN node scripts/package.mjs --out /package
RUN node scripts/image.mjs --package /package/*.tgz --out /portal
RUN node scripts/image.mjs --package /package/*.tgz --out /all-in-one --all-in-one

# Node alone, without npm and headers.
FROM debian:bookworm-slim AS runtime
COPY --from=base /usr/local/bin/node /usr/local/bin/node
RUN useradd --uid 1000 --home-dir /data --no-create-home --shell /usr/sbin/nologin node \
  && install --directory --owner=node --group=node /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
# A number, because Kubernetes does not believe a name that it is not root: the account `node`.
USER 1000:1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]

FROM runtime AS all-in-one
COPY --from=build /all-in-one/app .

FROM runtime AS portal
# It is not in here, and nobody has to be told.
ENV EMBEDDED_ENGINE=off
COPY --from=build /portal/app .
