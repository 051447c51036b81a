# One image for every process: which one runs is said by the command.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN deploy/build-image.sh /source /citywatch

FROM node:20.20.2-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg tini \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /var/lib/citywatch
COPY --from=build /citywatch /citywatch
WORKDIR /citywatch
ENV NODE_ENV=production CITYWATCH_DATA_DIR=/var/lib/citywatch
USER node
VOLUME /var/lib/citywatch
ENTRYPOINT ["tini", "--", "node", "--enable-source-maps"]
CMD ["dist/gateway.js"]
