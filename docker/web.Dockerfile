# syntax=docker/dockerfile:1
# nginx in front of the API; it holds no file of the web app.
FROM nginx:stable-alpine-slim
COPY docker/web.conf /etc/nginx/nginx.conf
USER 101:101
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["nc", "-z", "127.0.0.1", "3000"]
# The image's own entry point edits files below /etc, which is read-only here.
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
