# syntax=docker/dockerfile:1
# The API with the web app it also serves. Three stages: everything to build with, what to run with, and the two put together.
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
COPY .swcrc tsconfig.base.json ./
COPY scripts scripts
COPY apps apps
COPY libs libs
COPY docs docs
RUN node scripts/build.mjs

FROM base AS packages
RUN pnpm install --frozen-lockfile --prod --filter '@pocket-llm/api...'

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/apps/api/node_modules apps/api/node_modules
COPY --from=build /app/apps/api/package.json apps/api/
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/libs/tiny-model/package.json libs/tiny-model/
COPY --from=build /app/libs/tiny-model/dist libs/tiny-model/dist
COPY --from=build /app/apps/web/dist apps/web/dist
RUN install --directory --owner=node --group=node /data
# A number, because Kubernetes does not believe a name that it is not root: the account `node`.
USER 1000:1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]
