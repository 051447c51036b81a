# One image for every process: which one runs is said by the command.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN deploy/build-image.sh /source /citywatch

FROM node:20.20.2-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /citywatch /citywatch
# Where volumes are mounted: a new volume takes over the owner of the folder it covers. Nothing else is written to.
RUN install -d -o node -g node /citywatch/.cache /var/lib/citywatch/agent
WORKDIR /citywatch
ENV MALLOC_ARENA_MAX=2
ENV NODE_ENV=production
USER node
ENTRYPOINT ["tini", "--", "node", "--enable-source-maps"]
CMD ["dist/gateway.js"]
