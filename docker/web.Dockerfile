# syntax=docker/dockerfile:1
# nginx in front of the API; it holds no file of the web app.
FROM nginx:stable-bookworm
COPY docker/web.conf /etc/nginx/nginx.conf
USER nginx
EXPOSE 3000
# Without curl or wget, which the image need not have.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000"]
# The image's own entry point edits files below /etc, which is read-only here.
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
