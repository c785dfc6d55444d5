# syntax=docker/dockerfile:1
# The built web app behind nginx, which also hands the API's addresses on.
FROM node:22-bookworm-slim AS build
ARG PNPM_VERSION=12.21.0
WORKDIR /app
RUN npm install --global "pnpm@${PNPM_VERSION}" && npm cache clean --force
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/api-client/package.json libs/api-client/
COPY libs/fake-llm/package.json libs/fake-llm/
COPY libs/tiny-model/package.json libs/tiny-model/
RUN pnpm install --frozen-lockfile
COPY .swcrc tsconfig.base.json ./
COPY scripts scripts
COPY apps apps
COPY libs libs
RUN node scripts/build.mjs && rm apps/web/dist/.stamp

FROM nginx:stable-bookworm
COPY docker/web.conf /etc/nginx/nginx.conf
COPY --from=build /app/apps/web/dist /srv/web
USER nginx
EXPOSE 3000
# Without curl or wget, which the image need not have.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000"]
# The image's own entry point edits files below /etc, which is read-only here.
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
